import CapabilityKit
import Foundation

/// The table of voting classes: data with a source, a date and how sure it is.
struct GovernanceClasses: Sendable, Codable {
    var source: String
    var validFrom: String
    var confidence: String
    /// What a vote cannot do, said wherever one is counted.
    var legalLimit: String
    var procedure: GovernanceProcedure
    /// The questions that find the level, in their order; the first yes decides.
    var subsidiarity: [SubsidiarityQuestion]
    /// What no majority decides.
    var neverVoted: [NeverVoted]
    var classes: [GovernanceRule]

    /// The table shipped with the program.
    ///
    /// - Throws: ``Fault`` `governance.classes_unreadable`.
    static func shipped() throws -> GovernanceClasses {
        guard let file = Bundle.module.resourceURL?.appending(path: "Classes/voting.json"),
            let data = try? Data(contentsOf: file)
        else {
            throw Fault(.governanceClasses, "the table of voting classes is missing", help: "install the program again")
        }
        do {
            return try JSONDecoder().decode(GovernanceClasses.self, from: data)
        } catch {
            throw Fault(
                .governanceClasses,
                "the table of voting classes cannot be read",
                help: "compare it with the one that came with the program",
                cause: error
            )
        }
    }

    /// The class with this code, in either case.
    ///
    /// - Throws: ``Fault`` `governance.class_unknown`, `governance.never_voted`.
    func rule(_ code: String) throws -> GovernanceRule {
        if let never = neverVoted.first(where: { $0.code == code.uppercased() }) {
            throw Fault(
                .governanceNeverVoted,
                "class \(never.code) is never voted: \(never.why)",
                help: "put it to the chief officer whose decision it is"
            )
        }
        guard let rule = classes.first(where: { $0.code == code.uppercased() }) else {
            let known = Phrase.either(classes.map(\.code))
            throw Fault(.governanceClassUnknown, "`\(code)` is no class of decision", help: "give \(known)")
        }
        return rule
    }
}

/// How a decision runs, whatever its class: data with a source.
struct GovernanceProcedure: Hashable, Sendable, Codable {
    /// What an abstention is when the quorum is counted.
    enum Abstention: String, Sendable, Codable {
        /// As if the force had not voted.
        case absent
        /// The force took part, and is for nothing.
        case present
    }

    var consultationDays: Int
    var bindsAfterDays: Int
    var derogationMonthsMax: Int
    var reviewAfterMonths: Int
    /// From proposal to count, at most.
    var timeBoxDaysMax: Int
    /// How long the witnesses may take to see the log after a vote has closed.
    var closingGraceMinutes: Int
    var abstention: Abstention
    var source: String
}

/// One question of the test of subsidiarity.
struct SubsidiarityQuestion: Hashable, Sendable, Codable {
    var question: String
    /// Where it is decided if the answer is yes.
    var level: GovernanceLevel
}

/// Where something is decided.
enum GovernanceLevel: String, Sendable, Codable, Comparable, CaseIterable {
    case local, regional, national

    static func < (a: Self, b: Self) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}

/// A class of decisions that no vote takes.
struct NeverVoted: Hashable, Sendable, Codable {
    var code: String
    var title: String
    var why: String
}

extension GovernanceMember {
    /// A force of the roster that has a vote.
    init(_ force: Force) {
        self.init(
            code: force.code.description,
            name: force.shortName,
            region: force.region ?? "",
            population: UInt32(clamping: force.population ?? 0)
        )
    }
}

extension Fault.Code {
    /// The table of classes is missing or malformed.
    package static let governanceClasses = Self("governance.classes_unreadable", status: 500)
    /// No class of decision has this code.
    package static let governanceClassUnknown = Self("governance.class_unknown", status: 400)
    /// A vote was asked for on what is never voted.
    package static let governanceNeverVoted = Self("governance.never_voted", status: 400)
    /// No force with a vote has this code.
    package static let governanceForceUnknown = Self("governance.force_unknown", status: 400)
}
