import Policy
import Testing
import Vocabulary

@Suite("What rules mean") struct PolicyEvaluationTests {
    static let today = CalendarDate(year: 2026, month: 11, day: 23)
    static let request = PolicyRequest(
        principal: EntityUID("Officer", "13/4471"),
        action: EntityUID("Action", "search.find"),
        resource: EntityUID("Record", "1"),
        context: [
            "reference": .string("WYP-20261119-1203"), "count": .long(3), "flag": .bool(true),
            "tags": .set([.string("a"), .string("b")]), "inner": .record(["x": .long(1)]),
        ],
        entities: PolicyEntities([
            PolicyEntity(
                EntityUID("Officer", "13/4471"),
                attributes: ["rank": .string("PC"), "line": .entity(EntityUID("Officer", "13/1"))],
                parents: [EntityUID("Role", "officer")]
            ),
            PolicyEntity(EntityUID("Role", "officer"), parents: [EntityUID("Role", "staff")]),
            PolicyEntity(EntityUID("Role", "staff"), parents: [EntityUID("Role", "officer")]),
            PolicyEntity(EntityUID("Record", "1"), attributes: ["marking": .string("OFFICIAL")]),
        ])
    )

    static func evaluate(_ text: String) throws -> PolicyEvaluation {
        let day = try #require(today)
        return try PolicySet(parsing: text).evaluate(request, on: day)
    }

    /// `nil` where the condition cannot be worked out.
    static func truth(_ condition: String) throws -> Bool? {
        let evaluation = try evaluate("permit (principal, action, resource) when { \(condition) };")
        return evaluation.problems.isEmpty ? evaluation.decision.isPermitted : nil
    }

    @Test(
        "conditions have the values of Cedar",
        arguments: [
            ("true", true), ("!true", false), ("1 == 1", true), ("1 == \"1\"", false), ("1 != true", true),
            ("2 < 3 && 3 <= 3 && 4 > 3 && 3 >= 3", true), ("1 < \"2\"", nil), ("true < false", nil),
            ("-1 < 0 && - -1 == 1", true), ("2 + 3 * 4 - 1 == 13", true), ("9223372036854775807 + 1 == 0", nil),
            ("-9223372036854775808 < 0", true), ("-(-9223372036854775808) == 0", nil),
            ("9223372036854775807 * 2 == 0", nil), ("false && 1", false), ("true && 1", nil), ("true || 1", true),
            ("false || 1", nil), ("1 && true", nil), ("!1", nil), ("1", nil), ("if true then true else 1", true),
            ("if false then 1 else true", true), ("if 1 then true else true", nil),
            ("context has reference", true), ("context has absent", false), ("context.absent == 1", nil),
            ("context has inner.x", true), ("context has inner.y", false), ("context has absent.y", false),
            ("context.inner.x == 1", true), ("context[\"inner\"][\"x\"] == 1", true), ("context has \"inner\"", true),
            ("1 has x", nil), ("principal has rank", true), ("principal.rank == \"PC\"", true),
            ("principal.line has rank", false), ("principal.line.rank == \"PC\"", nil),
            ("principal in Role::\"officer\"", true), ("principal in Role::\"staff\"", true),
            ("principal in Role::\"analyst\"", false), ("principal in principal", true),
            ("principal in [Role::\"analyst\", Role::\"staff\"]", true), ("principal in []", false),
            ("principal in [1]", nil), ("principal in 1", nil), ("1 in principal", nil),
            ("Role::\"unknown\" in Role::\"unknown\"", true), ("principal is Officer", true),
            ("principal is Role", false), ("principal is Officer in Role::\"staff\"", true),
            ("principal is Role in 1", false), ("1 is Officer", nil),
            ("\"WYP-1\" like \"WYP-*\"", true), ("\"a*b\" like \"a\\*b\"", true), ("\"axb\" like \"a\\*b\"", false),
            ("\"\" like \"*\"", true), ("\"abcabc\" like \"*bc\"", true), ("\"abcab\" like \"*bc\"", false),
            ("\"ab\" like \"a*b*\"", true), ("1 like \"*\"", nil),
            ("[1, 2].contains(2)", true), ("[1, 2].contains(\"2\")", false), ("[1, 2, 2] == [2, 1]", true),
            ("[1, 2].containsAll([2])", true), ("[1].containsAll([1, 2])", false), ("[1].containsAll([])", true),
            ("[1].containsAny([1, 2])", true), ("[1].containsAny([])", false), ("[].isEmpty()", true),
            ("[1].isEmpty()", false), ("1.contains(1)", nil), ("[1].containsAll(1)", nil),
            ("context.tags.contains(\"a\")", true), ("{a: 1, \"b c\": 2}.a == 1", true), ("{a: 1} == {a: 1}", true),
            ("{a: 1} == {a: 2}", false), ("{a: 1}.b == 1", nil), ("[context.absent].isEmpty()", nil),
            ("\"\\u{1F600}\\n\\x41\" == \"😀\nA\"", true), ("resource.marking == \"OFFICIAL\"", true),
            ("action == Action::\"search.find\"", true), ("context.tags == [\"b\", \"a\"]", true),
        ]
    )
    func values(condition: String, expected: Bool?) throws {
        #expect(try Self.truth(condition) == expected, "\(condition)")
    }

    @Test(
        "the head of a rule fits as in Cedar",
        arguments: [
            ("principal, action, resource", true),
            ("principal == Officer::\"13/4471\", action == Action::\"search.find\", resource == Record::\"1\"", true),
            ("principal == Officer::\"13/4472\", action, resource", false),
            ("principal in Role::\"staff\", action, resource", true),
            ("principal is Officer, action, resource is Record", true),
            ("principal is Officer in Role::\"analyst\", action, resource", false),
            ("principal is Role, action, resource", false),
            ("principal, action in [Action::\"a\", Action::\"search.find\"], resource", true),
            ("principal, action in [], resource", false), ("principal, action in Action::\"all\", resource", false),
            ("principal, action, resource in Record::\"1\",", true),
        ]
    )
    func heads(head: String, fits: Bool) throws {
        #expect(try Self.evaluate("permit (\(head));").decision.isPermitted == fits)
    }

    @Test("what no rule permits is not permitted, and what one forbids is forbidden")
    func effects() throws {
        #expect(try Self.evaluate("").decision == .notPermitted(nearest: []))
        let both = try Self.evaluate(
            """
            @id("yes") permit (principal, action, resource);
            @id("no") @words("never on a Monday") @source("house") forbid (principal, action, resource) when { true };
            """
        )
        #expect(both.decision.policies == ["no"].map(PolicyID.init))
        #expect(both.decision.words == "forbidden: never on a Monday")
        guard case .forbidden(let reasons) = both.decision else {
            Issue.record("it was not forbidden")
            return
        }
        #expect(reasons.map(\.source) == ["house"])
    }

    @Test("a rule that cannot be worked out is left out and reported")
    func problems() throws {
        let evaluation = try Self.evaluate(
            """
            @id("broken") forbid (principal, action, resource) when { context.absent };
            @id("sound") permit (principal, action, resource) unless { context has absent };
            """
        )
        #expect(evaluation.decision == .permitted(by: [PolicyID(rawValue: "sound")], obligations: []))
        #expect(evaluation.problems.map(\.policy.rawValue) == ["broken"])
        #expect(evaluation.problems.map(\.message) == ["there is no `absent`"])
    }

    @Test("obligations of all rules that permit come together")
    func obligations() throws {
        let decision = try Self.evaluate(
            """
            @obligation("mask:pncID, prompt:dsa") permit (principal, action, resource);
            @obligation("mask:pncID") permit (principal, action, resource);
            @obligation("never") permit (principal, action, resource) when { false };
            """
        ).decision
        guard case .permitted(let by, let obligations) = decision else {
            Issue.record("it was not permitted")
            return
        }
        #expect(by.map(\.rawValue) == ["rule-1", "rule-2"])
        #expect(obligations.map(\.rawValue) == ["mask:pncID", "prompt:dsa"])
        #expect(obligations.first?.verb == "mask")
        #expect(obligations.first?.argument == "pncID")
    }

    @Test("a refusal names the first thing that the nearest rule lacked")
    func nearest() throws {
        let decision = try Self.evaluate(
            """
            @id("far") permit (principal in Role::"analyst", action, resource) when { false };
            @id("near") @clause1("be three") @clause2("give a reason") @source("house")
            permit (principal, action, resource) when { context.count == 3 && context has reason } unless { false };
            @id("other") permit (principal, action == Action::"export", resource);
            """
        ).decision
        guard case .notPermitted(let nearest) = decision else {
            Issue.record("it was permitted")
            return
        }
        #expect(nearest.map(\.policy.rawValue) == ["near", "far"])
        #expect(nearest.map(\.words) == ["give a reason", "it is for the role `analyst` only"])
        #expect(decision.words == "not permitted: give a reason")
    }

    @Test(
        "a rule counts from its first to its last day",
        arguments: [(2026, 2, 4, false), (2026, 2, 5, true), (2026, 12, 31, true), (2027, 1, 1, false)]
    )
    func effectiveDates(year: Int, month: Int, day: Int, counts: Bool) throws {
        let set = try PolicySet(
            parsing: "@from(\"2026-02-05\") @until(\"2026-12-31\") permit (principal, action, resource);"
        )
        let date = try #require(CalendarDate(year: year, month: month, day: day))
        #expect(set.decide(Self.request, on: date).isPermitted == counts)
        #expect(set.effective(on: date).count == (counts ? 1 : 0))
    }
}
