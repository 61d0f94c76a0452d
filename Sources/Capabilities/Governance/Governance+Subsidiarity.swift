import CapabilityKit
import Vocabulary

/// At which level a matter is decided, found by asking in order; the first yes decides.
struct Subsidiarity: Hashable, Sendable, Codable {
    /// One answer with its reason; all but the last are no.
    struct Answer: Hashable, Sendable, Codable {
        var isYes: Bool
        var reason: String
    }

    var answers: [Answer]
    /// The level below that was considered, and why it was not enough; empty where the matter is local.
    var whyNotBelow: String

    /// The level that the answers come to.
    ///
    /// - Throws: ``Fault`` `governance.subsidiarity` where a question was left out, asked after a yes, or has no reason.
    func level(_ questions: [SubsidiarityQuestion]) throws -> GovernanceLevel {
        guard let last = answers.last, answers.count <= questions.count, answers.dropLast().allSatisfy({ !$0.isYes }),
            last.isYes || answers.count == questions.count, answers.allSatisfy({ !$0.reason.isEmpty })
        else { throw Self.fault("the questions are answered in order, with reasons, up to the first yes") }
        let level = questions[answers.count - 1].level
        guard level == .local || !whyNotBelow.isEmpty else {
            throw Self.fault("it does not say why the level below is not enough")
        }
        return level
    }

    private static func fault(_ why: String) -> Fault {
        Fault(.governanceSubsidiarity, "the test of the level is not whole: \(why)", help: "answer it before proposing")
    }
}

extension Fault.Code {
    /// The test of the level has a gap.
    package static let governanceSubsidiarity = Self("governance.subsidiarity", status: 400)
}
