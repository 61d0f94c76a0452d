import Vocabulary

/// The forces there are, from when to when: data with a source, never code.
///
/// Forces merge, split and succeed.
package struct Roster: Hashable, Sendable, Codable {
    /// Where the rows come from and when they were looked up.
    package var source: String
    package var forces: [Force]

    /// A roster of its rows.
    package init(source: String, forces: [Force]) {
        self.source = source
        self.forces = forces
    }

    /// The forces in being on a day, in the order of their codes.
    package func forces(on day: CalendarDate) -> [Force] {
        forces.filter { $0.isInBeing(on: day) }.sorted { $0.code < $1.code }
    }

    /// The force with this code, or with this as an older code of its own.
    package subscript(code: ForceCode) -> Force? {
        forces.first { $0.code == code } ?? forces.first { $0.alsoKnownAs.contains(code) }
    }
}

/// One police force as the roster has it.
package struct Force: Hashable, Sendable, Codable {
    /// The code used in PNC and ASN: `13`.
    package var code: ForceCode
    /// Other codes that mean this force: the Metropolitan Police has `01` and `02`.
    package var alsoKnownAs: [ForceCode]
    /// A few letters for a chip beside a fact: `WYP`.
    package var abbreviation: String
    package var shortName: String
    package var officialName: String
    /// `territorial`, `non-territorial`, `other-UK` or `non-police LEA`.
    package var category: String
    package var region: String?
    /// Resident people in mid-2019; nil where none live or none was looked up.
    package var population: Int?
    /// First day in being; nil when it lies before what the roster covers.
    package var validFrom: String?
    /// Last day in being; nil while it goes on.
    package var validTo: String?
    /// Who answers after the last day: one force after a merger, several after a split.
    package var successors: [ForceCode]
    /// The force's node; `nil` while it runs none.
    package var node: ForceNode?

    /// A force of its parts.
    package init(
        code: ForceCode,
        alsoKnownAs: [ForceCode] = [],
        abbreviation: String,
        shortName: String,
        officialName: String,
        category: String,
        region: String? = nil,
        population: Int? = nil,
        validFrom: String? = nil,
        validTo: String? = nil,
        successors: [ForceCode] = [],
        node: ForceNode? = nil
    ) {
        self.code = code
        self.alsoKnownAs = alsoKnownAs
        self.abbreviation = abbreviation
        self.shortName = shortName
        self.officialName = officialName
        self.category = category
        self.region = region
        self.population = population
        self.validFrom = validFrom
        self.validTo = validTo
        self.successors = successors
        self.node = node
    }

    /// Reads a row of the roster; what is left out is empty.
    package init(from decoder: any Decoder) throws {
        let row = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            code: try row.decode(ForceCode.self, forKey: .code),
            alsoKnownAs: try row.decodeIfPresent([ForceCode].self, forKey: .alsoKnownAs) ?? [],
            abbreviation: try row.decode(String.self, forKey: .abbreviation),
            shortName: try row.decode(String.self, forKey: .shortName),
            officialName: try row.decode(String.self, forKey: .officialName),
            category: try row.decode(String.self, forKey: .category),
            region: try row.decodeIfPresent(String.self, forKey: .region),
            population: try row.decodeIfPresent(Int.self, forKey: .population),
            validFrom: try row.decodeIfPresent(String.self, forKey: .validFrom),
            validTo: try row.decodeIfPresent(String.self, forKey: .validTo),
            successors: try row.decodeIfPresent([ForceCode].self, forKey: .successors) ?? [],
            node: try row.decodeIfPresent(ForceNode.self, forKey: .node)
        )
    }

    /// Whether the force exists on a day.
    package func isInBeing(on day: CalendarDate) -> Bool {
        let text = day.description
        return (validFrom ?? "") <= text && text <= (validTo ?? "9999")
    }
}
