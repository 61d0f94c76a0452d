import Vocabulary

/// A reason for which somebody may ask, from a closed list.
package struct Purpose: DatedRule, Hashable, Codable {
    /// The kinds of work that purposes are for: rules speak of them where a purpose must not open what another does.
    package enum Work: String, Sendable, Codable {
        /// Enquiries into people, places and things.
        case operational
        /// Keeping records right, reviewing and disposing of them, answering people about their own.
        case records
        /// Looking at what others did; it opens logs and no record.
        case oversight
        /// What is not law enforcement.
        case other
    }

    /// The stable code, stored and sent: `crime.investigate`.
    package var code: String
    /// What it is called on the page.
    package var title: String
    /// Whether it is a law-enforcement purpose of DPA 2018 s.31; if not, the UK GDPR applies.
    package var isLawEnforcement: Bool
    /// Whose work it is for.
    package var work: Work
    /// The legal power that it implies, where it implies one.
    package var power: String?
    /// Where the rule comes from.
    package var source: String
    /// One sentence that helps to choose.
    package var help: String?
    /// The kinds of reference of which one must be given: `incident`, `operation`, `warrant`; every kind when not said.
    package var references: [String]?
    package var from: String?
    package var until: String?

    package init(
        code: String,
        title: String,
        isLawEnforcement: Bool,
        work: Work? = nil,
        power: String? = nil,
        source: String,
        help: String? = nil
    ) {
        self.code = code
        self.title = title
        self.isLawEnforcement = isLawEnforcement
        self.work = work ?? (isLawEnforcement ? .operational : .other)
        self.power = power
        self.source = source
        self.help = help
    }
}

/// The closed list of purposes, in the order in which they are offered.
///
/// It is data: the caller decodes it from `purposes.json`.
package struct PurposeList: Hashable, Sendable, Codable {
    /// The purposes in their order.
    package let purposes: [Purpose]

    package init(purposes: [Purpose]) { self.purposes = purposes }

    /// The purposes that count on a day.
    package func effective(on day: CalendarDate) -> PurposeList {
        PurposeList(purposes: purposes.filter { $0.isEffective(on: day) })
    }

    /// The purpose with this code; `nil` when the list does not have it.
    package subscript(code: String) -> Purpose? { purposes.first { $0.code == code } }

    /// The purpose with this code.
    ///
    /// Throws `policy.unknown_purpose`, naming the purposes there are.
    package func purpose(_ code: String) throws -> Purpose {
        if let purpose = self[code] { return purpose }
        throw Fault(
            .policyUnknownPurpose,
            "`\(code)` is not a purpose this node knows",
            help: "give one of: \(purposes.map(\.code).joined(separator: ", "))"
        )
    }
}

/// A role that officers and staff hold, as data.
package struct RoleDescription: DatedRule, Hashable, Codable {
    /// The stable code, as policies name it: `officer`.
    package var code: String
    /// What it is called on the page.
    package var title: String
    /// Who holds it and for what.
    package var explanation: String
    package var from: String?
    package var until: String?
    package var source: String
}

extension Fault.Code {
    /// A policy file cannot be read.
    package static let policyMalformed = Self("policy.malformed", status: 500)
    /// A purpose that is not on the list.
    package static let policyUnknownPurpose = Self("policy.unknown_purpose", status: 400)
}
