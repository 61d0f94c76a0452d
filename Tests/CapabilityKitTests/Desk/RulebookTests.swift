import CapabilityKit
import TestKit
import Testing
import Vocabulary

@Suite("The rulebook") struct RulebookTests {
    static func rulebook(obligation: String) throws -> Rulebook {
        let text = """
            @id("all")
            @words("anybody may")
            @obligation("\(obligation)")
            permit (principal, action, resource);
            """
        return Rulebook(
            policies: try PolicySet(parsing: text, file: "test.cedar"),
            purposes: PurposeList(purposes: []),
            version: "test"
        )
    }

    @Test(
        "An obligation that the node can meet comes with the permission",
        arguments: ["mask:pncID", "mask:surname", "fresh"]
    )
    func known(obligation: String) throws {
        let day = TestClock.noon.date
        let ruling = try Self.rulebook(obligation: obligation).decide(.find, for: TestOfficers.nobody.asking(), on: day)
        #expect(ruling == .permitted(policies: ["all"], obligations: [obligation]))
    }

    @Test(
        "An obligation that the node does not know is a refusal that names it",
        arguments: ["justify:24h", "alert:duty_manager", "mask:shoeSize", "mask:", "Mask:pncID", "fresh:", "Fresh"]
    )
    func unknown(obligation: String) throws {
        let rulebook = try Self.rulebook(obligation: obligation)
        let day = TestClock.noon.date
        let requester = TestOfficers.cleared.asking()
        for ruling in [
            rulebook.decide(.find, for: requester, on: day),
            rulebook.decide(.find, on: DeskVerb.daniel, for: requester, day: day),
        ] {
            guard case .refused(let reason, let policies) = ruling else {
                Issue.record("`\(obligation)` was passed over")
                continue
            }
            #expect(reason.contains("`\(obligation)`"))
            #expect(policies == ["all"])
        }
    }

    @Test("Every obligation that the shipped rules give for a declared purpose can be met")
    func shipped() throws {
        let rulebook = try TestDesk.shippedRulebook()
        for officer in TestOfficers.all where !officer.roles.isEmpty {
            for purpose in rulebook.purposes.purposes {
                let requester = officer.asking(for: purpose.code)
                for action in [Permission.find, .viewPerson, .viewRecord, .explainJoin, .joinRecords, .collect] {
                    let ruling = rulebook.decide(action, for: requester, on: TestClock.noon.date)
                    if case .refused(let reason, _) = ruling { #expect(!reason.contains("cannot do")) }
                }
            }
        }
    }
}
