import Vocabulary

/// People read from a file of separated values, with the columns they came from.
package struct PersonFile: Sendable {
    package var roles: ColumnRoles
    /// The headings, in their order.
    package var headings: [String]
    /// By row: the value of the key column, or the number of the row.
    package private(set) var keys: [String] = []
    /// By row: the value of the truth column, when one was named.
    package private(set) var truth: [String] = []
    package private(set) var people = PersonColumns()

    /// The titles of the other facts, in the order of their kinds.
    package var otherTitles: [String] { roles.columns.filter { $0.role == .other }.map(\.name) }

    private static let sampleMax = 5_000
    /// So many fields tell what the columns are, however many columns there are.
    private static let sampleFieldsMax = 1_000_000

    /// Reads the people of a file.
    ///
    /// Handles are the numbers of rows, from 0.
    /// - Throws: ``DelimitedText/Problem`` with the line for a quote that never ends, a missing heading or column, also
    ///   one that the choices name.
    package init(
        _ text: UnsafeBufferPointer<UInt8>,
        key: String? = nil,
        truth: String? = nil,
        roles given: ColumnRoles? = nil,
        choices: ColumnChoices = .none
    ) throws {
        let separator = DelimitedText.separator(of: Span(_unsafeElements: text))
        var headings: [String] = []
        var samples: [[String]] = []
        struct Enough: Error {}
        do {
            try DelimitedText.eachRow(of: text, separator: separator) { row, fields in
                if row == 0 {
                    headings = (0..<fields.count).map { fields.string($0) }
                    samples = headings.map { _ in [] }
                } else {
                    for column in samples.indices { samples[column].append(fields.string(column)) }
                    if row >= Self.sampleMax || row * headings.count >= Self.sampleFieldsMax { throw Enough() }
                }
            }
        } catch is Enough {}
        guard !headings.isEmpty else { throw DelimitedText.Problem(line: 1, words: "the file has no heading") }
        for name in [key, truth] + (choices.columns ?? [:]).keys.sorted() {
            guard let name, !headings.contains(name) else { continue }
            throw DelimitedText.Problem(
                line: 1,
                words: "there is no column `\(name)`; the columns are \(headings.joined(separator: ", "))"
            )
        }
        var known: Set<String> = []
        for heading in headings where !heading.isEmpty && !known.insert(heading).inserted {
            throw DelimitedText.Problem(line: 1, words: "two columns are called `\(heading)`")
        }
        self.headings = headings
        let ignoring = Set([key, truth].compactMap { $0 })
        roles = given ?? ColumnRoles(names: headings, samples: samples, ignoring: ignoring, choices: choices)
        guard roles.columns.count(where: { $0.role == .other }) <= ColumnRoles.othersMax else {
            throw DelimitedText.Problem(
                line: 1,
                words: "the roles name more than \(ColumnRoles.othersMax) columns of other facts"
            )
        }
        let dates = roles.columns.indices.filter { roles.columns[$0].role == .birthDate }
        try read(
            text,
            separator,
            key.flatMap(headings.firstIndex),
            truth.flatMap(headings.firstIndex),
            BirthDates(BirthDateText(of: dates.flatMap { samples[$0] }))
        )
        people.finish()
        people.settleLoneNames()
        people.shrink()
    }

    private mutating func read(
        _ text: UnsafeBufferPointer<UInt8>,
        _ separator: UInt8,
        _ key: Int?,
        _ truth: Int?,
        _ dates: BirthDates
    ) throws {
        let places = roles.columns.compactMap { column in
            headings.firstIndex(of: column.name).map { (role: column.role, field: $0) }
        }
        let others = places.filter { $0.role == .other }.map(\.field)
        func first(_ role: ColumnRoles.Role) -> Int? { places.first { $0.role == role }?.field }
        var wholeName: (full: Int, given: Int, surname: Int)?
        if let full = first(.fullName), let given = first(.given), let surname = first(.surname) {
            wholeName = (full, given, surname)
        }
        var singles = places.filter { ![.ignored, .other, .address, .houseNumber].contains($0.role) }
        if wholeName != nil { singles.removeAll { $0.role == .fullName } }
        let lines =
            places.filter { $0.role == .houseNumber }.map(\.field)
            + places.filter { $0.role == .address }.map(\.field)
        var dates = dates
        var line: [UInt8] = []
        try DelimitedText.eachRow(of: text, separator: separator) { row, fields in
            if row == 0 { return }
            try fields.refuseExtra(after: headings.count)
            keys.append(key.map { fields.string($0) } ?? String(row))
            if let truth { self.truth.append(fields.string(truth)) }
            people.begin(Int64(row - 1))
            for place in singles {
                fields.with(place.field) { if !$0.isEmpty { add($0, place.role, &dates) } }
            }
            if let wholeName, !isJoined(fields, wholeName) {
                let (given, surname) = (fields.string(wholeName.given), fields.string(wholeName.surname))
                addRest(of: fields.string(wholeName.full), given, surname)
            }
            for (kind, field) in others.enumerated() {
                fields.with(field) { if !$0.isEmpty { people.addOther(kind, $0) } }
            }
            line.removeAll(keepingCapacity: true)
            for field in lines {
                fields.with(field) { span in
                    if !line.isEmpty, !span.isEmpty { line.append(0x20) }
                    span.withUnsafeBufferPointer { line.append(contentsOf: $0) }
                }
            }
            if !line.isEmpty { people.addAddress(line.span) }
        }
    }

    /// Whether a whole name is the given name, a space and the surname: nothing is left of most.
    private func isJoined(_ fields: borrowing DelimitedText.Fields, _ at: (full: Int, given: Int, surname: Int)) -> Bool
    {
        fields.with(at.full) { full in
            fields.with(at.given) { given in
                fields.with(at.surname) { surname in
                    let gap = surname.isEmpty || given.isEmpty ? 0 : 1
                    guard full.count == given.count + gap + surname.count else { return false }
                    for index in given.indices where full[index] != given[index] { return false }
                    let start = given.count + gap
                    for index in surname.indices where full[start + index] != surname[index] { return false }
                    return !given.isEmpty || !surname.isEmpty
                }
            }
        }
    }

    /// Adds the words of a whole name that are neither in the given name nor in the surname.
    ///
    /// They are middle names, but for the first of them where the given name was nothing but a title.
    private mutating func addRest(of whole: String, _ given: String, _ surname: String) {
        let givenWords = PersonName.given(given)
        let known = Set(givenWords + PersonName.words(given) + PersonName.words(surname))
        var rest = PersonName.words(whole).filter {
            !known.contains($0) && !PersonName.titles.contains($0) && !PersonName.particles.contains($0)
                && $0.utf8.allSatisfy { $0 > 0x39 }
        }
        if rest.isEmpty || rest.count > 4 { return }
        if givenWords.isEmpty, !given.isEmpty { people.addGiven(rest.removeFirst().utf8Span.span) }
        for word in rest { people.addMiddle(word.utf8Span.span) }
    }

    private mutating func add(_ value: Span<UInt8>, _ role: ColumnRoles.Role, _ dates: inout BirthDates) {
        switch role {
        case .given: people.addGiven(value)
        case .middle: people.addMiddle(value)
        case .surname: people.addSurname(value)
        case .fullName: people.addFullName(value)
        case .birthDate: if let packed = dates.packed(value) { people.addBirth(packed: packed) }
        case .sex: people.addSex(value)
        case .postcode: people.addPostcode(value)
        case .phone: people.addPhone(value)
        case .email: people.addEmail(value)
        case .identifier: people.addIdentifier(value)
        case .houseNumber, .address, .other, .ignored: break
        }
    }
}

/// Dates as files write them, read once for each distinct spelling.
private struct BirthDates {
    private let reader: BirthDateText
    private var spellings = ByteDictionary()
    private var values: [UInt32] = []

    init(_ reader: BirthDateText) { self.reader = reader }

    /// `year * 10000 + month * 100 + day`, or `nil` when the text is no date.
    mutating func packed(_ text: Span<UInt8>) -> UInt32? {
        let id = Int(spellings.intern(text))
        if id == values.count { values.append(reader.packed(text) ?? 0) }
        return values[id] == 0 ? nil : values[id]
    }
}
