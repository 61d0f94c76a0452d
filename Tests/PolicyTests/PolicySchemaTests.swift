import Policy
import Testing
import Vocabulary

@Suite("Rules against a schema") struct PolicySchemaTests {
    static let schema = """
        entity Role;
        entity Officer in [Role] = { number: String, rank?: String, training: Set<String> };
        entity Record = { marking: String };
        action "find" appliesTo { principal: [Officer], resource: [Record], context: { reference: String } };
        """

    static func findings(_ rule: String) throws -> [PolicyFinding] {
        try PolicySet(parsing: "// A comment on line 1.\n" + rule, file: "own.cedar")
            .findings(by: try PolicySchema(parsing: schema), file: "own.cedar")
    }

    @Test("a rule that speaks of what there is, is accepted")
    func good() throws {
        let rule = """
            permit (principal in Role::"officer", action == Action::"find", resource is Record)
            when { context.reference != "" && principal has rank && principal.rank == "sergeant" }
            unless { resource.marking like "*SENSITIVE" && !principal.training.contains("sensitive") };
            """
        #expect(try Self.findings(rule) == [])
    }

    @Test(
        "what the schema does not know is named with file and line",
        arguments: [
            (
                "permit (principal, action, resource)\nwhen { principal.number == \"1\" &&\ncontext.referense != \"\" };",
                3,
                "there is no attribute `referense` in `context`"
            ),
            ("permit (principal, action == Action::\"fnd\", resource);", 2, "there is no action `fnd`"),
            ("permit (principal is Oficer, action, resource);", 2, "there is no entity type `Oficer`"),
            (
                "permit (principal, action, resource)\nwhen { principal in Rolle::\"a\" };", 2,
                "there is no entity type `Rolle`"
            ),
            (
                "permit (principal, action, resource)\nwhen { principal.rank == \"sergeant\" };", 3,
                "`principal.rank` may be absent: ask `principal has rank` first"
            ),
            (
                "permit (principal, action, resource)\nwhen { context.reference > 3 };", 3,
                "`context.reference` is text where a number is needed"
            ),
            (
                "permit (principal, action, resource)\nwhen { context.reference };", 3,
                "`context.reference` is text where true or false is needed"
            ),
            (
                "permit (principal, action, resource)\nwhen { principal.training == \"pnc\" };", 3,
                "`principal.training` is a set of text and `\"pnc\"` is text: they are never equal"
            ),
            ("permit (principal is Role, action, resource);", 2, "no action of the schema fits this head"),
        ]
    )
    func named(rule: String, line: Int, message: String) throws {
        let found = try Self.findings("@id(\"mine\")" + rule)
        #expect(found.map(\.message) == [message])
        #expect(found.first?.line == line)
        #expect(found.first?.words == "own.cedar, line \(line), in `mine`: \(message)")
        #expect(found.first?.isWarning == false)
    }

    @Test(
        "two written values may be compared whatever their kinds, and truth values that are joined are one",
        arguments: [
            ("1 == \"a\"", true), ("(true && false) != \"a\"", true), ("(false || (true && true)) == \"a\"", true),
            ("(!true) == \"a\"", false), ("(1 == 2) == \"a\"", false), ("((1 == 2) && true) == \"a\"", false),
        ]
    )
    func written(condition: String, isValid: Bool) throws {
        let found = try Self.findings("permit (principal, action, resource) when { \(condition) };")
        #expect(found.allSatisfy(\.isWarning) == isValid)
    }

    @Test("a rule that can never hold is a warning, and the set is still used")
    func impossible() throws {
        let rule = "permit (principal, action, resource) when { resource is Officer };"
        let set = try PolicySet(parsing: rule), schema = try PolicySchema(parsing: Self.schema)
        #expect(set.findings(by: schema).map(\.isWarning) == [true])
        #expect(try set.validated(by: schema).policies.count == 1)
    }

    @Test("a set with a finding is refused at load")
    func refused() throws {
        let set = try PolicySet(parsing: "permit (principal, action, resource) when { context.nothing };")
        let fault = #expect(throws: Fault.self) { try set.validated(by: try PolicySchema(parsing: Self.schema)) }
        #expect(fault?.code == .policyMalformed)
        #expect(fault?.message.contains("policies.cedar, line 1") == true)
    }

    @Test(
        "a schema that says nothing clear is refused with its line",
        arguments: [
            ("entity Officer in [Role];", "the entity `Role` is not declared"),
            ("entity A;\nentity A;", "the entity `A` is declared twice"),
            ("entity A = { x: Text };", "the type `Text` is not declared"),
            ("type T = Set<T>;\nentity A = { x: T };", "holds itself"),
            ("action \"a\" appliesTo { principal: [B] };", "`B`, which is no entity"),
            ("action \"a\" in [\"b\"];", "the action `b` is not declared"),
            ("entity A = { x: String, x: Long };", "declared twice"),
            ("thing A;", "a declaration begins with"),
            ("entity A", "`;` is missing"),
        ]
    )
    func malformed(text: String, words: String) {
        let fault = #expect(throws: Fault.self) { try PolicySchema(parsing: text) }
        #expect(fault?.code == .policyMalformed)
        #expect(fault?.message.contains(words) == true, "\(fault?.message ?? "")")
        #expect(fault?.message.contains("schema.cedarschema, line") == true)
    }

    @Test("each rule of an action is accounted for clause by clause, on the days on which it counts")
    func accounts() throws {
        let text = """
            @id("old") @until("2025-12-31") permit (principal, action == Action::"find", resource);
            @id("new") @from("2026-01-01") @words("sergeants may") @clause1("give a reference") @clause2("be a sergeant")
            permit (principal, action == Action::"find", resource)
            when { context.reference != "" && principal in Role::"sergeant" };
            """
        let set = try PolicySet(parsing: text)
        let request = PolicyRequest(
            principal: EntityUID("Officer", "1"),
            action: EntityUID("Action", "find"),
            resource: EntityUID("Record", "1"),
            context: ["reference": .string("x")]
        )
        let before = try #require(CalendarDate(year: 2025, month: 12, day: 31))
        let after = try #require(CalendarDate(year: 2026, month: 1, day: 1))
        #expect(set.decide(request, on: before).isPermitted)
        #expect(set.accounts(of: request, on: before).map(\.applies) == [true, false])
        let now = set.accounts(of: request, on: after)
        #expect(now.map(\.isEffective) == [false, true])
        #expect(now[1].clauses.map(\.words) == ["give a reference", "be a sergeant"])
        #expect(now[1].clauses.map(\.isMet) == [true, false])
        #expect(!set.decide(request, on: after).isPermitted)
    }
}
