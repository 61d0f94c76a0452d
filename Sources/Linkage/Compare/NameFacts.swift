/// What comparing asks of each distinct name, in one place of plain memory.
///
/// Read in the innermost loop: a name is one line of 32 bytes, read without bounds checks.
/// Every number handed in comes from the columns this was made of.
final class NameFacts: Sendable {
    struct Name: BitwiseCopyable {
        var start: UInt32 = 0
        private var length: UInt16 = 0
        /// Not zero for a name that has pet forms.
        var group: UInt16 = 0
        var soundex: UInt32 = 0
        /// The number of the same name written as one word.
        var joined: UInt32 = 0
        /// Which letters occur; all bytes but a to z share the last six bits.
        var letters: UInt32 = 0
        var hasParts = false

        var count: Int { Int(length) }

        init(_ names: NameColumn, _ id: UInt32) {
            let range = names.texts.range(id)
            start = UInt32(range.lowerBound)
            length = UInt16(clamping: range.count)
            group = names.groupSet[Int(id)]
            soundex = names.soundexes[Int(id)]
            joined = names.joined[Int(id)]
            hasParts = !names.partRange(id).isEmpty
            for index in range {
                let byte = names.texts.bytes[index]
                let bit = (0x61...0x7A).contains(byte) ? UInt32(byte) - 0x61 : 26 + UInt32(byte) % 6
                letters |= 1 << bit
            }
        }
    }

    private let names: [Name]
    private let texts: [UInt8]

    init(_ column: NameColumn) {
        names = (0..<UInt32(column.count)).map { Name(column, $0) }
        texts = column.texts.bytes
    }

    @inline(__always)
    subscript(id: UInt32) -> Name { names.withUnsafeBufferPointer { $0[Int(id)] } }

    /// The first byte of a name, which no name is without.
    @inline(__always)
    func first(_ name: Name) -> UInt8 { texts.withUnsafeBufferPointer { $0[Int(name.start)] } }

    /// Lends the bytes of two names.
    @inline(__always)
    func pair<Result>(_ a: Name, _ b: Name, _ body: (Span<UInt8>, Span<UInt8>) -> Result) -> Result {
        texts.withUnsafeBufferPointer { texts in
            let x = UnsafeBufferPointer(rebasing: texts[Int(a.start)..<Int(a.start) + a.count])
            let y = UnsafeBufferPointer(rebasing: texts[Int(b.start)..<Int(b.start) + b.count])
            return body(Span(_unsafeElements: x), Span(_unsafeElements: y))
        }
    }
}

/// The single values of each record side by side, one line of 64 bytes a record.
///
/// A pair costs two fetches from memory instead of thirty.
final class PackedRows: Sendable {
    static let width = 16
    /// The place that says whether any field has several values.
    private static let severalPlace = 15

    private let values: [UInt32]

    init(_ columns: PersonColumns) {
        var values = [UInt32](repeating: 0, count: columns.count * Self.width)
        for (record, sex) in columns.sexes.enumerated() {
            values[record * Self.width + ComparisonField.sex.rawValue] = UInt32(sex)
        }
        let runs: [(ComparisonField, Runs)] = [
            (.given, columns.firsts), (.middle, columns.middles), (.surname, columns.surnames),
            (.birthDate, columns.births), (.postcode, columns.postcodes), (.address, columns.addresses),
            (.phone, columns.phones), (.email, columns.emails), (.identifier, columns.identifiers),
            (.other1, columns.others[0]), (.other2, columns.others[1]), (.other3, columns.others[2]),
            (.other4, columns.others[3]),
        ]
        for (field, run) in runs where !run.values.isEmpty {
            for record in 0..<columns.count {
                let range = run.range(record)
                guard let first = range.first else { continue }
                values[record * Self.width + field.rawValue] = run.values[first] + 1
                if range.count > 1 { values[record * Self.width + Self.severalPlace] = 1 }
            }
        }
        self.values = values
    }

    /// The value of a field plus one, or 0 when it is not known.
    @inline(__always)
    subscript(record: Int, place: Int) -> UInt32 {
        values.withUnsafeBufferPointer { $0[record * Self.width + place] }
    }

    /// Whether no field of the record has more than one value.
    @inline(__always)
    func isSingle(_ record: Int) -> Bool { self[record, Self.severalPlace] == 0 }
}
