import Testing

@testable import UsherHTTP

@Suite("The address policy")
struct AddressPolicyTests {
    @Test(
        "forbids everything that is not the public internet",
        arguments: [
            "0.0.0.0", "0.255.255.255", "10.0.0.1", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
            "127.255.255.254", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1",
            "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255",
            "240.0.0.1", "255.255.255.255",
            "::", "::1", "fe80::1", "febf::1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "2002:7f00:1::",
            "2002:808:808::1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2001::1", "2001:2::1", "2001:10::1",
            "2001:20::1", "100::1", "3fff::1", "::7f00:1", "5f00::1", "4000::1",
            "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        ])
    func forbids(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressPolicy.publicOnly.allows(address))
        #expect(AddressPolicy.any.allows(address))
    }

    @Test(
        "allows the public internet, up to the edges of what is forbidden",
        arguments: [
            "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.1",
            "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.167.255.255",
            "192.169.0.0", "198.17.255.255", "198.20.0.0", "223.255.255.255",
            "2a00:1450:4001::1", "2606:4700::1111", "2001:4860:4860::8888", "2001:200::1", "2003::1", "3ffe::1",
            "::ffff:8.8.8.8",
        ])
    func allows(text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressPolicy.publicOnly.allows(address))
    }

    @Test(
        "an address is read only in its plain form",
        arguments: ["", "127.1", "0x7f000001", "2130706433", "127.0.0.01", "[::1]", "fe80::1%lo", "localhost", "1.2.3.4 "])
    func refuses(text: String) {
        #expect(IPAddress(text) == nil)
    }
}
