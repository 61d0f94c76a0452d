import Foundation
import Policy
import Testing
import Vocabulary

@Suite("The rules that are shipped") struct ShippedRulesTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/Node/Rules").standardizedFileURL

    let rules: PolicySet
    let purposes: PurposeList
    let today: CalendarDate

    init() throws {
        rules = try PolicySet(
            parsing: String(contentsOf: Self.folder.appending(path: "policies.cedar"), encoding: .utf8)
        )
        purposes = try JSONDecoder().decode(
            PurposeList.self,
            from: Data(contentsOf: Self.folder.appending(path: "purposes.json"))
        )
        today = try #require(CalendarDate(year: 2026, month: 11, day: 23))
    }

    private func decide(
        _ role: String,
        _ action: String,
        purpose: String?,
        reference: String = "WYP-20261119-1203",
        training: Set<String> = [],
        flags: Set<String> = [],
        marking: Marking = .official,
        status: String = "open",
        emergency: Bool = false
    ) throws -> PolicyDecision {
        let force = try #require(ForceCode("13"))
        let request = PolicyRequest(
            officer: Officer(number: "4471", name: "Sam Example", force: force, roles: [role]),
            training: training,
            flags: flags,
            permission: Permission(action, ""),
            authority: purpose.map { Authority(purpose: $0, reference: reference) },
            purposes: purposes,
            resource: action == "search.record" ? .record("1", force: force, marking: marking, status: status) : .node,
            emergency: emergency
        )
        let evaluation = rules.evaluate(request, on: today)
        #expect(evaluation.problems == [])
        return evaluation.decision
    }

    @Test("each rule says in words what it is, and where it comes from")
    func annotated() {
        for policy in rules.policies {
            #expect(!policy.id.rawValue.hasPrefix("rule-"), "line \(policy.rule.line.number)")
            #expect(policy.words?.isEmpty == false, "\(policy.id)")
            #expect(policy.source?.isEmpty == false, "\(policy.id)")
        }
        #expect(Set(purposes.purposes.map(\.code)).count == purposes.purposes.count)
    }

    @Test("each role named in a rule is on the list of roles")
    func roles() throws {
        struct Roles: Decodable { var roles: [RoleDescription] }
        let listed = try JSONDecoder().decode(
            Roles.self,
            from: Data(contentsOf: Self.folder.appending(path: "roles.json"))
        )
        let codes = Set(listed.roles.map(\.code))
        for match in rules.text.matches(of: /Role::"([a-z_]+)"/) {
            #expect(codes.contains(String(match.1)), "\(match.1)")
        }
        for match in rules.text.matches(of: /purpose\.code == "([a-z_.]+)"/) {
            #expect(purposes[String(match.1)] != nil, "\(match.1)")
        }
    }

    @Test("an officer searches for a purpose and with a reference, and sees no PNC identifiers unless cleared")
    func search() throws {
        let plain = try decide("officer", "search.find", purpose: "crime.investigate")
        #expect(
            plain
                == .permitted(
                    by: [PolicyID(rawValue: "ask-operational-without-pnc")],
                    obligations: [Obligation(rawValue: "mask:pncID")]
                )
        )
        let cleared = try decide("officer", "search.find", purpose: "crime.investigate", flags: ["pnc"])
        #expect(cleared == .permitted(by: [PolicyID(rawValue: "ask-operational")], obligations: []))
    }

    @Test(
        "a refused search says what to do",
        arguments: [
            ("officer", Optional<String>.none, "x", "not permitted: choose a law-enforcement purpose from the list"),
            ("officer", "crime.investigate", "", "not permitted: give the incident, operation or warrant it is for"),
            ("auditor", "crime.investigate", "x", "not permitted: it is for call takers, officers"),
            ("officer", "vetting", "x", "forbidden: purposes that are not law enforcement open no police record"),
            ("records_clerk", "data.retention", "", "not permitted: give the case it is for"),
        ]
    )
    func refusals(role: String, purpose: String?, reference: String, words: String) throws {
        let decision = try decide(role, "search.find", purpose: purpose, reference: reference)
        #expect(decision.words.hasPrefix(words), "\(decision.words)")
    }

    @Test(
        "stewards and analysts judge joins to keep records right, and for nothing else",
        arguments: ["review.read", "review.judge"]
    )
    func judging(action: String) throws {
        for role in ["data_steward", "analyst"] {
            let plain = try decide(role, action, purpose: "data.quality")
            #expect(
                plain
                    == .permitted(
                        by: [PolicyID(rawValue: "judge-records-without-pnc")],
                        obligations: [Obligation(rawValue: "mask:pncID")]
                    )
            )
            let cleared = try decide(role, action, purpose: "data.rectification", flags: ["pnc"])
            #expect(cleared == .permitted(by: [PolicyID(rawValue: "judge-records")], obligations: []))
            for purpose in ["crime.investigate", "intelligence.develop", "vetting", "data.subject_access"] {
                #expect(try !decide(role, action, purpose: purpose, flags: ["pnc"]).isPermitted, "\(purpose)")
            }
            #expect(try !decide(role, action, purpose: "data.quality", reference: "").isPermitted)
        }
        for role in ["officer", "call_taker", "records_clerk", "auditor", "system", "duty_manager"] {
            let refused = try decide(role, action, purpose: "data.quality", flags: ["pnc"])
            #expect(refused.words.contains("it is for data stewards and analysts"), "\(role): \(refused.words)")
        }
    }

    @Test("OFFICIAL-SENSITIVE needs training")
    func sensitive() throws {
        let without = try decide("officer", "search.record", purpose: "crime.investigate", marking: .officialSensitive)
        #expect(without.policies.map(\.rawValue) == ["sensitive-needs-training"])
        let with = try decide(
            "officer",
            "search.record",
            purpose: "crime.investigate",
            training: ["sensitive"],
            marking: .officialSensitive
        )
        #expect(with.isPermitted)
    }

    @Test("a restricted record is for a data steward who corrects it")
    func restricted() throws {
        let officer = try decide("officer", "search.record", purpose: "crime.investigate", status: "restricted")
        #expect(officer.policies.map(\.rawValue) == ["restricted"])
        let steward = try decide("data_steward", "search.record", purpose: "data.rectification", status: "restricted")
        #expect(steward.isPermitted)
        let other = try decide("data_steward", "search.record", purpose: "data.quality", status: "restricted")
        #expect(!other.isPermitted)
    }

    @Test("logs are for what the law lets them be used for")
    func logs() throws {
        #expect(try decide("auditor", "ledger.read", purpose: "audit.lawfulness").isPermitted)
        #expect(try !decide("officer", "ledger.read", purpose: "audit.lawfulness").isPermitted)
        #expect(
            try decide("auditor", "ledger.read", purpose: "management.performance").words
                == "forbidden: logs may not be used to measure performance"
        )
        #expect(try decide("officer", "ledger.verify", purpose: nil).isPermitted)
    }

    @Test("an emergency opens the search at once, loudly")
    func emergency() throws {
        let decision = try decide("call_taker", "search.find", purpose: "life.protect", reference: "", emergency: true)
        guard case .permitted(_, let obligations) = decision else {
            Issue.record("\(decision.words)")
            return
        }
        #expect(obligations.map(\.rawValue) == ["alert:duty_manager", "justify:24h", "mask:pncID"])
    }

    @Test(
        "data stewards and the system bring records in, and nobody else",
        arguments: ["officer", "analyst", "auditor"]
    )
    func importing(role: String) throws {
        #expect(try decide("data_steward", "intake.import", purpose: nil).isPermitted)
        #expect(try decide("system", "intake.import", purpose: nil).isPermitted)
        #expect(try !decide(role, "intake.import", purpose: "crime.investigate").isPermitted)
    }
}
