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

    /// Reads the people of a file, or only those of some keys.
    ///
    /// Handles are the numbers of rows, from 0, whichever rows are read.
    /// - Throws: ``DelimitedText/Problem`` with the line for a quote that never ends, a missing heading or column.
    package init(
        _ text: UnsafeBufferPointer<UInt8>,
        key: String? = nil,
        truth: String? = nil,
        roles given: ColumnRoles? = nil,
        only wanted: Set<String>? = nil
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
                    if row >= Self.sampleMax { throw Enough() }
                }
            }
        } catch is Enough {}
        guard !headings.isEmpty else { throw DelimitedText.Problem(line: 1, words: "the file has no heading") }
        for name in [key, truth] {
            guard let name, !headings.contains(name) else { continue }
            throw DelimitedText.Problem(
                line: 1,
                words: "there is no column `\(name)`; the columns are \(headings.joined(separator: ", "))"
            )
        }
        if let twice = headings.indices.first(where: { place in
            !headings[place].isEmpty && headings[..<place].contains(headings[place])
        }) {
            throw DelimitedText.Problem(line: 1, words: "two columns are called `\(headings[twice])`")
        }
        self.headings = headings
        roles =
            given
            ?? ColumnRoles(names: headings, samples: samples, ignoring: Set([key, truth].compactMap { $0 }))
        try read(text, separator, key.flatMap(headings.firstIndex), truth.flatMap(headings.firstIndex), wanted)
        people.finish()
        people.shrink()
    }

    private mutating func read(
        _ text: UnsafeBufferPointer<UInt8>,
        _ separator: UInt8,
        _ key: Int?,
        _ truth: Int?,
        _ wanted: Set<String>?
    ) throws {
        let places = roles.columns.compactMap { column in
            headings.firstIndex(of: column.name).map { (role: column.role, field: $0) }
        }
        let others = places.filter { $0.role == .other }.map(\.field)
        let singles = places.filter { ![.ignored, .other, .address, .houseNumber].contains($0.role) }
        let lines =
            places.filter { $0.role == .houseNumber }.map(\.field)
            + places.filter { $0.role == .address }.map(\.field)
        var dates = BirthDates()
        var line: [UInt8] = []
        try DelimitedText.eachRow(of: text, separator: separator) { row, fields in
            if row == 0 { return }
            try fields.refuseExtra(after: headings.count)
            let name = key.map { fields.string($0) } ?? String(row)
            if let wanted, !wanted.contains(name) { return }
            keys.append(name)
            if let truth { self.truth.append(fields.string(truth)) }
            people.begin(Int64(row - 1))
            for place in singles {
                fields.with(place.field) { if !$0.isEmpty { add($0, place.role, &dates) } }
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
    private var spellings = ByteDictionary()
    private var values: [UInt32] = []

    /// `year * 10000 + month * 100 + day`, or `nil` when the text is no date.
    mutating func packed(_ text: Span<UInt8>) -> UInt32? {
        let id = Int(spellings.intern(text))
        if id == values.count { values.append(Self.read(text)) }
        return values[id] == 0 ? nil : values[id]
    }

    private static func read(_ text: Span<UInt8>) -> UInt32 {
        let string = text.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        var isCompact = text.count == 8
        for index in text.indices where !(0x30...0x39).contains(text[index]) { isCompact = false }
        if isCompact, let number = UInt32(string) {
            let date = PackedDate(value: number)
            if (1...12).contains(date.month), (1...31).contains(date.day) { return number }
        }
        if let date = CalendarDate(parsing: string) { return PackedDate(date).value }
        // A day that the month does not have is a slip of the pen, and its parts still say something.
        let parts = string.split { "/-. ".contains($0) }.compactMap { UInt32($0) }
        guard parts.count == 3 else { return 0 }
        let (year, month, day) = parts[0] > 31 ? (parts[0], parts[1], parts[2]) : (parts[2], parts[1], parts[0])
        return year <= 9_999 && month <= 12 && day <= 31 ? year * 10_000 + month * 100 + day : 0
    }
}
