/// The single values of one record side by side: one line of 64 bytes, so that a pair costs two fetches from memory.
///
/// A value is its number plus one, and 0 where it is not known.
struct PackedRow: BitwiseCopyable {
    var postcode: UInt64 = 0
    var phone: UInt64 = 0
    var others = SIMD4<UInt32>()
    var given: UInt32 = 0
    var surname: UInt32 = 0
    var middle: UInt32 = 0
    /// The date of birth with a hexadecimal digit for each of its digits, as in ``PackedDate/digits``.
    var birth: UInt32 = 0
    var email: UInt32 = 0
    var identifier: UInt32 = 0
    var address: UInt32 = 0
    var sex: UInt8 = 0
    /// Where the inward part of a UK postcode begins; 0 for any other.
    var outwardCount: UInt8 = 0
    /// Which fields have several values, or one that has no room here.
    var several = Several.none
    /// The surname is written in several words, so that another spelling can be the same name.
    var isCompound = false

    /// Which fields have more than the row can say.
    enum Several: UInt8 {
        case none
        /// Only fields that no blocking rule asks for: keys can be read from the row.
        case unkeyed
        case keyed
    }

    /// Whether the row is not to be compared by.
    var isSeveral: Bool { several != .none }
    /// Whether no key is to be read from the row.
    var hasSeveralKeys: Bool { several == .keyed }
}

/// The rows of all records, in the order of the columns.
final class PackedRows: Sendable {
    private let rows: [PackedRow]

    /// So many rows are filled at a time, field by field, that they stay in the cache.
    private static let chunk = 4_096

    init(_ columns: PersonColumns) {
        let count = columns.count
        rows = [PackedRow](unsafeUninitializedCapacity: count) { rows, filled in
            filled = count
            for start in stride(from: 0, to: count, by: Self.chunk) {
                let part = start..<min(start + Self.chunk, count)
                UnsafeMutableBufferPointer(rebasing: rows[part]).initialize(repeating: PackedRow())
                Self.fill(rows, part, columns)
            }
        }
    }

    private static func fill(
        _ rows: UnsafeMutableBufferPointer<PackedRow>,
        _ part: Range<Int>,
        _ columns: PersonColumns
    ) {
        @inline(__always)
        func fill(
            _ runs: Runs,
            several: PackedRow.Several = .keyed,
            _ put: (inout PackedRow, UInt32) -> Void
        ) {
            guard !runs.values.isEmpty else { return }
            if let values = runs.single {
                for record in part.clamped(to: 0..<values.count) where values[record] != Runs.none {
                    put(&rows[record], values[record])
                }
                return
            }
            for record in part {
                let range = runs.range(record)
                guard let first = range.first else { continue }
                put(&rows[record], runs.values[first])
                if range.count > 1, rows[record].several != .keyed { rows[record].several = several }
            }
        }
        for record in part { rows[record].sex = columns.sexes[record] }
        fill(columns.firsts) { $0.given = $1 + 1 }
        fill(columns.middles, several: .unkeyed) { $0.middle = $1 + 1 }
        fill(columns.surnames) {
            $0.surname = $1 + 1
            $0.isCompound = columns.names.joined[Int($1)] != $1
        }
        fill(columns.births) { $0.birth = PackedDate(value: $1).digits }
        fill(columns.addresses) { $0.address = $1 + 1 }
        fill(columns.emails) { $0.email = $1 + 1 }
        fill(columns.identifiers) { $0.identifier = $1 + 1 }
        for kind in 0..<4 { fill(columns.others[kind]) { $0.others[kind] = $1 + 1 } }
        let postcodes = columns.postcodeTexts.bytes.span
        fill(columns.postcodes) {
            let text = postcodes.extracting(columns.postcodeTexts.range($1))
            guard let packed = PackedText.bytes(text) else { return $0.several = .keyed }
            $0.postcode = packed
            $0.outwardCount = UInt8(PostcodeShape.outwardCount(text))
        }
        let phones = columns.phoneTexts.bytes.span
        fill(columns.phones) {
            let text = phones.extracting(columns.phoneTexts.range($1))
            guard let packed = PackedText.digits(text) else { return $0.several = .keyed }
            $0.phone = packed
        }
    }

    /// Lends all rows, for an inner loop.
    func withRows<Result>(_ body: (UnsafeBufferPointer<PackedRow>) -> Result) -> Result {
        rows.withUnsafeBufferPointer(body)
    }

    @inline(__always)
    subscript(record: Int) -> PackedRow { rows.withUnsafeBufferPointer { $0[record] } }

    /// Whether every field of the record has at most one value.
    @inline(__always)
    func isSingle(_ record: Int) -> Bool { !self[record].isSeveral }
}
