/// A short text in one word: its first cell lowest, no cell zero.
///
/// Postcodes have cells of eight bits, phone numbers cells of four (the digit plus one). Comparing two such texts
/// touches no memory.
enum PackedText {
    /// Up to eight bytes, or `nil` when there are more.
    static func bytes(_ text: Span<UInt8>) -> UInt64? {
        guard text.count <= 8 else { return nil }
        var packed: UInt64 = 0
        for index in text.indices { packed |= UInt64(text[index]) << UInt64(index * 8) }
        return packed
    }

    /// Up to sixteen digits, or `nil` when there are more or something else is among them.
    static func digits(_ text: Span<UInt8>) -> UInt64? {
        guard text.count <= 16 else { return nil }
        var packed: UInt64 = 0
        for index in text.indices {
            guard (0x30...0x39).contains(text[index]) else { return nil }
            packed |= UInt64(text[index] - 0x2F) << UInt64(index * 4)
        }
        return packed
    }

    /// How many cells a text fills.
    @inline(__always)
    static func count(_ text: UInt64, cell: Int) -> Int { (64 - text.leadingZeroBitCount + cell - 1) / cell }

    /// The same answer as ``EditDistance/isWithinOne(_:_:)`` gives of the texts themselves.
    @inline(__always)
    static func isWithinOne(_ a: UInt64, _ b: UInt64, cell: Int) -> Bool {
        if a == b { return true }
        let place = (a ^ b).trailingZeroBitCount / cell * cell
        let x = a >> UInt64(place)
        let y = b >> UInt64(place)
        let step = UInt64(cell)
        // Replaced, or one more at the end of either.
        if x >> step == y >> step { return true }
        if x >> step == y || x == y >> step { return true }
        let mask = (1 as UInt64) << step - 1
        let isExchanged = x & mask == (y >> step) & mask && (x >> step) & mask == y & mask && x >> step & mask != 0
        return isExchanged && x >> (2 * step) == y >> (2 * step)
    }
}
