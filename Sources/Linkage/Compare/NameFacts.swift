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
        var initial: UInt8 = 0

        var count: Int { Int(length) }

        init(_ names: NameColumn, _ id: UInt32) {
            let range = names.texts.range(id)
            start = UInt32(range.lowerBound)
            length = UInt16(clamping: range.count)
            group = names.groupSet[Int(id)]
            soundex = names.soundexes[Int(id)]
            joined = names.joined[Int(id)]
            hasParts = !names.partRange(id).isEmpty
            if let first = range.first { initial = names.texts.bytes[first] }
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

    /// Fetches what is known of a name ahead of its use; the number is the name's plus one, or 0.
    @inline(__always)
    func fetch(_ number: UInt32) {
        names.withUnsafeBufferPointer { Ahead.fetch($0.baseAddress.map { $0 + max(Int(number) - 1, 0) }) }
    }

    /// The first byte of a name, which no name is without.
    @inline(__always)
    func first(_ name: Name) -> UInt8 { name.initial }

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
