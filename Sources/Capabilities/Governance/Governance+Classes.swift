import CapabilityKit
import Foundation

/// The table of voting classes: data with a source, a date and how sure it is.
struct GovernanceClasses: Sendable, Codable {
    var source: String
    var validFrom: String
    var confidence: String
    /// What a vote cannot do, said wherever one is counted.
    var legalLimit: String
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
    /// - Throws: ``Fault`` `governance.class_unknown`.
    func rule(_ code: String) throws -> GovernanceRule {
        guard let rule = classes.first(where: { $0.code == code.uppercased() }) else {
            let known = Phrase.either(classes.map(\.code))
            throw Fault(.governanceClassUnknown, "`\(code)` is no class of decision", help: "give \(known)")
        }
        return rule
    }
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
    /// No force with a vote has this code.
    package static let governanceForceUnknown = Self("governance.force_unknown", status: 400)
}
