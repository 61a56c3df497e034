import PluginTestHost
import Testing

@testable import PluginKit

@Suite("What a plugin in Swift can declare")
struct DeclarationTests {
    private typealias FSSIOB =
        @convention(c) (
            ExportedAction.Me?, ExportedAction.CallPointer?, ExportedAction.S, ExportedAction.S, ExportedAction.I,
            ExportedAction.O?, ExportedAction.B
        ) -> Int32

    private static let move = Action(
        "move", "Move somebody", .idempotent, TextArgument("who", "whom"), TextArgument("room", "where to"),
        IntegerArgument("place", "at which place"), OptionalNumberArgument("factor", "how far"), TruthArgument("loud", "loudly")
    ) { (_: Directory, _: Call, who: String, room: String, place: Int64, factor: Double?, isLoud: Bool) in
        [
            "who": .string(who), "room": .string(room), "place": .integer(place), "far": .number((factor ?? 1) / 2),
            "loud": .bool(isLoud),
        ]
    }

    @Test("actions of more parameters than are spelt out have the type that C needs")
    func longAction() {
        let exported = ExportedAction(
            of: Self.move, { DeclarationTests.move.enter($0, $1, $2, $3, $4, $5, $6) } as FSSIOB)
        #expect(exported.signature == "who s, room s, place i, factor d_opt, loud b")
        #expect(Self.move.functionType == String(reflecting: FSSIOB.self))
        #expect(Self.move.functionType != String(reflecting: ExportedAction.FSSI.self))
    }

    @Test("browsers may be sent below a name and where the admin says, and a configured place needs no port")
    func places() {
        let permissions = Permissions(
            net: [.configured("/server"), .configured("/other", port: 389)],
            linkHosts: ["example.com", .fixed("*.example.org"), .configured("/issuer")])
        #expect(
            permissions.value.text
                == #"{"net":[{"config":"/server"},{"config":"/other","port":389}],"#
                + #""link_hosts":["example.com","*.example.org",{"config":"/issuer"}]}"#)
    }

    @Test(
        "fractions are written as JSON has them",
        arguments: [(0.5, "0.5"), (-1.25, "-1.25"), (1e300, "1e+300"), (.infinity, "null"), (.nan, "null"), (3, "3.0")])
    func fractions(_ number: Double, _ text: String) {
        #expect(JSONValue.number(number).text == text)
        #expect(JSONDocument(text) != nil)
        let literal: JSONValue = [1, 2.5]
        #expect(literal.text == "[1,2.5]")
    }
}
