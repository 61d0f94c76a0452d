import CapabilityKit
import Vocabulary

/// Made-up officers, one for each way of being allowed.
package enum TestOfficers {
    /// Trained for OFFICIAL-SENSITIVE and cleared for PNC.
    package static let cleared = make("4821", "Priya Nair", ["officer"], training: ["sensitive", "pnc"])
    /// An officer with neither training nor clearance.
    package static let untrained = make("4822", "Sam Holt", ["officer"])
    /// Judges and explains joins.
    package static let analyst = make("7712", "Tom Ellis", ["analyst"], training: ["pnc"])
    /// Takes records in, joins them, puts them right.
    package static let steward = make("9001", "Ann Records", ["data_steward"])
    /// Runs the shift as an inspector, and is told of every emergency.
    package static let manager = make("3301", "Grace Adeyemi", ["duty_manager"], rank: "inspector", training: ["pnc"])
    /// Answers 999 and has no training.
    package static let callTaker = make("5150", "Lee Marsh", ["call_taker"])
    /// Looks into misuse.
    package static let standards = make("6001", "Ruth Watson", ["professional_standards"])
    /// Checks that asking was lawful.
    package static let auditor = make("6002", "Alan Check", ["auditor"])
    /// Reviews what is kept.
    package static let clerk = make("9002", "Rita Kept", ["records_clerk"])
    /// Answers for the uses of data and tools.
    package static let owner = make("9301", "Martin Sykes", ["senior_owner"], rank: "chief_superintendent")
    /// Chairs the ethics panel.
    package static let chair = make("9402", "Samuel Osei", ["ethics_chair"])
    /// Keeps the register of the forces' decisions.
    package static let secretary = make("9501", "Mary Okonjo", ["secretariat"])
    /// Holds no role at all.
    package static let nobody = make("1111", "Nil Roles", [])

    /// All of them.
    package static let all = [
        cleared, untrained, analyst, steward, manager, callTaker, standards, auditor, clerk, owner, chair, secretary,
        nobody,
    ]

    private static func make(
        _ number: String,
        _ name: String,
        _ roles: Set<String>,
        rank: String? = nil,
        training: Set<String> = []
    ) -> Officer {
        Officer(number: number, name: name, force: force("13"), roles: roles, rank: rank, training: training)
    }

    /// A force by its code, which the tests know to be well formed.
    package static func force(_ code: String) -> ForceCode {
        guard let force = ForceCode(code) else { preconditionFailure("`\(code)` is not a force code") }
        return force
    }
}

extension Officer {
    /// The officer asking for a purpose, having just proved who they are unless it is said otherwise.
    package func asking(
        for purpose: String = "crime.investigate",
        reference: String = "WYP-20261123-1",
        isFresh: Bool = true
    ) -> Requester {
        Requester(officer: self, authority: Authority(purpose: purpose, reference: reference), isFresh: isFresh)
    }
}
