/// What each column of a file says of a person, found from its heading and its values.
///
/// Data, so that a person can read it, and correct it with ``ColumnChoices``.
package struct ColumnRoles: Sendable, Hashable, Codable {
    /// What a column says.
    package enum Role: String, Sendable, Hashable, Codable, CaseIterable {
        case given, middle, surname, fullName, birthDate, sex, postcode, houseNumber, address, phone, email
        case identifier, other
        /// The row's own key, or nothing that tells people apart.
        case ignored
    }

    /// One column.
    package struct Column: Sendable, Hashable, Codable {
        package var name: String
        package var role: Role
        /// Why the role was chosen, in words.
        package var reason: String
    }

    package var columns: [Column]

    /// How many columns of other facts are weighed.
    static let othersMax = 4

    /// Roles that were found or corrected earlier.
    package init(columns: [Column]) { self.columns = columns }

    /// Finds the roles from the headings and, for each column, some thousand of its values, empty ones included.
    ///
    /// Headings in `ignoring` are left out: the row's key, the truth.
    package init(names: [String], samples: [[String]], ignoring: Set<String>, choices: ColumnChoices = .none) {
        let vocabulary = choices.vocabulary ?? .standard
        columns = names.indices.map { Self.column(names[$0], samples[$0], ignoring, vocabulary) }
        for index in columns.indices {
            guard let chosen = choices.columns?[names[index]] else { continue }
            columns[index] = Column(name: names[index], role: chosen, reason: Self.chosen)
        }
        dropDerivedNames()
        dropOtherDates()
        dropPlaces(vocabulary.places)
        limitOthers(samples)
    }

    private static let chosen = "chosen by a person"
    private static let looksLikeDates = "most values are dates"

    private static func key(_ name: String) -> String {
        var key: [UInt8] = []
        TextFold.compact(name, into: &key)
        return String(decoding: key, as: UTF8.self)
    }

    private static func column(
        _ name: String,
        _ values: [String],
        _ ignoring: Set<String>,
        _ vocabulary: ColumnVocabulary
    ) -> Column {
        if ignoring.contains(name) { return Column(name: name, role: .ignored, reason: "left out on request") }
        let known = values.filter { !$0.isEmpty }
        guard known.count * 50 >= values.count, !known.isEmpty else {
            return Column(name: name, role: .ignored, reason: "nearly always empty")
        }
        let distinct = Set(known).count
        func has(_ pattern: ColumnVocabulary.Pattern) -> Bool {
            distinct <= pattern.distinctMax && Double(distinct) >= pattern.distinctShareMin * Double(known.count)
                && Double(known.count { pattern.shape.fits($0) }) > pattern.shareMin * Double(known.count)
        }
        let folded = key(name)
        if let found = vocabulary.roles.first(where: { $0.headings.contains(folded) }) {
            // `Title` heads books and companies, and Mr and Mrs.
            let isTitle = found.role == .fullName && vocabulary.patterns.contains { $0.role == .ignored && has($0) }
            return isTitle
                ? Column(name: name, role: .ignored, reason: "values are titles")
                : Column(name: name, role: found.role, reason: "by its heading")
        }
        if distinct == 1 { return Column(name: name, role: .ignored, reason: "always the same") }
        if let found = vocabulary.patterns.first(where: has) {
            return Column(name: name, role: found.role, reason: reason(found.shape))
        }
        if distinct == known.count, known.count >= 50 {
            return Column(name: name, role: .ignored, reason: "every value is different: a key of the row")
        }
        return Column(name: name, role: .other, reason: "a fact that people share to some degree")
    }

    private static func reason(_ shape: ColumnVocabulary.Shape) -> String {
        switch shape {
        case .emailAddress: "most values are e-mail addresses"
        case .postcode: "most values are postcodes"
        case .wholeDate: looksLikeDates
        case .sex: "values are sexes"
        case .courtesyTitle: "values are titles"
        case .longNumber: "most values have the length of phone numbers"
        }
    }

    /// Of whole names only what the columns of given names and surnames leave out says something more: middle names.
    private mutating func dropDerivedNames() {
        let roles = Set(columns.map(\.role))
        guard roles.contains(.given), roles.contains(.surname) else { return }
        var hasMiddle = roles.contains(.middle)
        for index in columns.indices where columns[index].reason != Self.chosen {
            let isName = Self.key(columns[index].name).hasSuffix("name")
            if columns[index].role == .fullName, !hasMiddle {
                hasMiddle = true
                columns[index].reason = "its words that are in no other column are middle names"
            } else if columns[index].role == .fullName || columns[index].role == .other && isName {
                columns[index].role = .ignored
                columns[index].reason = "the names have columns of their own"
            }
        }
    }

    /// Beside a date of birth that its heading names, other dates say when a row was written, looked at or closed.
    private mutating func dropOtherDates() {
        guard columns.contains(where: { $0.role == .birthDate && $0.reason != Self.looksLikeDates }) else { return }
        for index in columns.indices where columns[index].reason == Self.looksLikeDates {
            columns[index].role = .ignored
            columns[index].reason = "the date of birth has a column of its own"
        }
    }

    /// A town agrees whenever the postcode does: counting it as well would count one fact twice.
    private mutating func dropPlaces(_ places: Set<String>) {
        guard columns.contains(where: { $0.role == .postcode }) else { return }
        for index in columns.indices where columns[index].role == .other && columns[index].reason != Self.chosen {
            guard places.contains(Self.key(columns[index].name)) else { continue }
            columns[index].role = .ignored
            columns[index].reason = "it follows from the postcode"
        }
    }

    /// A fact that agrees between every second stranger is worth less than the chance that it is not independent.
    private static let tellingMin = 1.5

    /// At most four other facts: those that tell people apart best.
    private mutating func limitOthers(_ samples: [[String]]) {
        let others = columns.indices.filter { columns[$0].role == .other }
        let ranked = others.sorted {
            let isChosen = columns[$0].reason == Self.chosen
            if isChosen != (columns[$1].reason == Self.chosen) { return isChosen }
            let (x, y) = (Self.telling(samples[$0]), Self.telling(samples[$1]))
            return x != y ? x > y : $0 < $1
        }
        for (rank, index) in ranked.enumerated()
        where rank >= Self.othersMax || Self.telling(samples[index]) < Self.tellingMin {
            if rank < Self.othersMax, columns[index].reason == Self.chosen { continue }
            columns[index].role = .ignored
            columns[index].reason =
                rank < Self.othersMax ? "its values tell hardly anybody apart" : "others tell people apart better"
        }
    }

    /// The bits two equal values say on average, times how often both are known.
    private static func telling(_ values: [String]) -> Double {
        var counts: [String: Int] = [:]
        for value in values where !value.isEmpty { counts[value, default: 0] += 1 }
        let known = Double(counts.values.reduce(0, +))
        guard known > 0 else { return 0 }
        let same = counts.values.reduce(0.0) { $0 + (Double($1) / known) * (Double($1) / known) }
        let share = known / Double(max(values.count, 1))
        return -Binary.log(same) * share * share
    }
}
