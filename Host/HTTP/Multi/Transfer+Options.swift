import CCurl

extension Transfer {
    /// What is the same for all exchanges. Returns whether libcurl took every option: one that it lacks must not go unnoticed.
    ///
    /// Cookies, .netrc files, HSTS and alt-svc are off unless asked for, and nobody asks. Redirects are not followed.
    static func setConstantOptions(
        of easy: UnsafeMutableRawPointer, share: UnsafeMutableRawPointer, trust: TrustStore
    ) -> Bool {
        let numbers: [(CURLoption, Int)] = [
            (CURLOPT_NOSIGNAL, 1),
            (CURLOPT_FOLLOWLOCATION, 0),
            (CURLOPT_DISALLOW_USERNAME_IN_URL, 1),
            // A path is sent as it was built: "%2E%2E" in a user ID must not climb.
            (CURLOPT_PATH_AS_IS, 1),
            (CURLOPT_SSL_VERIFYPEER, 1),
            (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2),
            // One exchange per connection at a time: one slow answer cannot hold up others, and limits stay easy to reason about.
            (CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1),
            (CURLOPT_TCP_KEEPALIVE, 1),
            // An open connection outlives a change of address or certificate by at most this many seconds.
            (CURLOPT_MAXLIFETIME_CONN, 3600),
            // A request over TLS goes through a buffer of this size, taken and freed each time. Freeing the default, 64 KiB,
            // makes glibc return memory to the kernel, only to fault it in again at the next request.
            (CURLOPT_UPLOAD_BUFFERSIZE, 16 * 1024),
            // Otherwise ending an exchange whose name is still being resolved waits for the resolver, and stops everybody.
            (CURLOPT_QUICK_EXIT, 1),
        ]
        let texts: [(CURLoption, String?)] = [
            // Both override the environment: a proxy would connect where the address policy cannot look.
            (CURLOPT_PROXY, ""),
            (CURLOPT_NOPROXY, "*"),
            (CURLOPT_USERAGENT, "Usher"),
            // The parsed authorities are shared between connections only if there is no directory of them.
            (CURLOPT_CAINFO, trust.path),
            (CURLOPT_CAPATH, nil),
        ]
        return numbers.allSatisfy { usher_curl_set_long(easy, $0, $1) == CURLE_OK }
            && texts.allSatisfy { usher_curl_set_text(easy, $0, $1) == CURLE_OK }
            && usher_curl_set_pointer(easy, CURLOPT_SHARE, share) == CURLE_OK
    }
}
