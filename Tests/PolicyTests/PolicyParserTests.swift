import Ledger
import Policy
import Testing
import Vocabulary

@Suite("Reading rules") struct PolicyParserTests {
    @Test("the file of rules is printed in one form, which reads back as the same rules")
    func golden() throws {
        let text = """
            // Comments are not kept.
            @id("a") @note
            permit(principal in Role::"officer",action in [Action::"x",Action::"y"],resource is Record in Force::"13",)
            when{context.a.b["c d"]has e&&!(context.f like "*\\\\*\\"x")||(1+2)*3-(4-5)<-6}
            unless { if [1, {"k": true, if_: 2}].contains(principal) then -(1) == - 1 else (a::B::"c" is a::B in [resource]) };
            """
        let printed = """
            @id("a")
            @note
            permit (
                principal in Role::"officer",
                action in [Action::"x", Action::"y"],
                resource is Record in Force::"13"
            )
            when { context.a.b["c d"] has e && !(context.f like "*\\\\*\\"x") || (1 + 2) * 3 - (4 - 5) < -6 }
            unless { if [1, {"k": true, "if_": 2}].contains(principal) then -(1) == -1 else a::B::"c" is a::B in [resource] };

            """
        let set = try PolicySet(parsing: text)
        #expect(set.text == printed)
        #expect(try PolicySet(parsing: printed).policies.map(\.rule) == set.policies.map(\.rule))
    }

    @Test(
        "a mistake is named with its line and column",
        arguments: [
            ("permit (principal, action, resource)", "line 1, column 37: `;` is missing before the end of the file"),
            ("\npermit (principal, action);", "line 2, column 26: `,` is missing before `)`"),
            (
                "allow (principal, action, resource);",
                "line 1, column 1: a rule begins with `permit` or `forbid`, not `allow`"
            ),
            ("permit (principal = A::\"b\", action, resource);", "line 1, column 19: `,` is missing before `=`"),
            (
                "permit (principal, action, resource) when { \"abc };",
                "line 1, column 45: the text that begins here does not end"
            ),
            (
                "permit (principal, action, resource) when { a };",
                "column 47: `a` has no meaning here; a text needs quotation marks"
            ),
            ("permit (principal, action, resource) when { 1 < 2 < 3 };", "column 51: `}` is missing before `<`"),
            ("permit (principal, action, resource) when { 9223372036854775808 == 1 };", "is too large"),
            (
                "permit (principal, action, resource) when { ip(\"1.2.3.4\") == 1 };",
                "`ip` is not a function of this subset"
            ),
            ("permit (principal, action, resource) when { [1].size() };", "`size` is not one of contains"),
            ("permit (principal, action, resource) when { \"\\q\" == \"\" };", "`\\q` is not an escape"),
            ("permit (principal, action, resource) when { {a: 1, a: 2} == 1 };", "the field `a` is given twice"),
            ("permit (principal == ?principal, action, resource);", "before `?`"),
            ("permit (principal, action is Action, resource);", "`,` is missing before `is`"),
            ("permit (principal, action, resource) when { };", "a value is missing before `}`"),
            ("@id(\"a\") @id(\"b\") permit (principal, action, resource);", "`@id` is given twice"),
            (
                "@id(\"a\") permit (principal, action, resource);\n@id(\"a\") permit (principal, action, resource);",
                "line 2, column 1: the name `a` is taken by the rule on line 1"
            ),
            ("@from(\"5 Feb\") permit (principal, action, resource);", "`@from` needs a day"),
            ("@until(\"2026-02-30\") permit (principal, action, resource);", "`@until` needs a day"),
        ]
    )
    func mistakes(text: String, message: String) {
        let fault = #expect(throws: Fault.self) { try PolicySet(parsing: text, file: "p.cedar") }
        #expect(fault?.message.contains(message) == true, "\(fault?.message ?? "nothing")")
        #expect(fault?.message.hasPrefix("p.cedar, line ") == true)
    }

    @Test("no depth or length of text harms the parser")
    func limits() {
        func rule(_ condition: String) -> String { "permit (principal, action, resource) when { \(condition) };" }
        for text in [
            String(repeating: "(", count: 100_000),
            rule(String(repeating: "(", count: 90) + "1" + String(repeating: ")", count: 90)),
            rule(String(repeating: "!", count: 100_000) + "true"), rule(String(repeating: "[", count: 100_000)),
            rule("true" + String(repeating: " && true", count: 100_000)),
            rule("context" + String(repeating: ".a", count: 100_000)),
            rule(String(repeating: "if ", count: 100_000)), rule("-" + String(repeating: "-", count: 100_000) + "1"),
            rule("context has a" + String(repeating: ".a", count: 100_000)), String(repeating: "@", count: 100_000),
        ] {
            _ = try? PolicySet(parsing: text)
        }
        #expect(throws: Fault.self) { try PolicySet(parsing: String(repeating: " ", count: 1 << 20 + 1)) }
        #expect(throws: Fault.self) { try PolicySet(parsing: rule("true" + String(repeating: " && true", count: 101))) }
    }

    @Test(
        "no damaged text crashes the parser, and what still reads prints to the same rules",
        arguments: 0..<20 as Range<UInt64>
    )
    func fuzz(seed: UInt64) throws {
        var dice = SimulationDice(seed: seed)
        let pieces = [
            "permit", "forbid", "principal", "action", "resource", "context", "when", "unless", "has", "like", "in",
            "is", "if",
            "then", "else", "true", "(", ")", "{", "}", "[", "]", ",", ";", ":", "::", ".", "\"a\"", "\"*\\*\"",
            "\"\\u{41}\"",
            "1", "-", "!", "==", "&&", "||", "<", "@", "\\", "\"", "//", "\n", "é", "\u{0}", "?", "9999999999999999999",
        ]
        for _ in 0..<40 {
            var text = GeneratedPolicies.text(&dice)
            for _ in 0..<dice.below(4) {
                let place = text.index(text.startIndex, offsetBy: dice.below(text.count))
                if dice.happens(0.5) {
                    text.insert(contentsOf: " \(pieces[dice.below(pieces.count)]) ", at: place)
                } else {
                    text.remove(at: place)
                }
            }
            guard let set = try? PolicySet(parsing: text) else { continue }
            let again = try PolicySet(parsing: set.text)
            #expect(again.policies.map(\.rule) == set.policies.map(\.rule), "\(text)")
        }
    }

    @Test("generated rules print and read back", arguments: 0..<20 as Range<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var dice = SimulationDice(seed: seed &+ 1_000)
        for _ in 0..<100 {
            let text = GeneratedPolicies.text(&dice)
            let set = try PolicySet(parsing: text)
            #expect(try PolicySet(parsing: set.text).policies.map(\.rule) == set.policies.map(\.rule), "\(text)")
        }
    }
}
