/// Checks UTF-8 as it passes, a piece at a time, with its state kept between pieces.
///
/// Eight bytes a step while the text is ASCII, which police exports mostly are. The strict form: no overlong
/// sequences, no surrogates, nothing above U+10FFFF (Unicode 15, table 3-7).
package struct UTF8Validator: Sendable {
    /// Continuation bytes still to come, and the range allowed for the next one.
    private var due = 0
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xbf

    /// A validator at the start of a text.
    package init() {}

    /// Whether the text so far ends inside a character.
    package var isInside: Bool { due > 0 }

    /// The index of the first byte that cannot be there, or `nil`; notes a NUL byte in `sawNUL`.
    package mutating func firstBad(in bytes: UnsafeRawBufferPointer, sawNUL: inout Bool) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        var index = 0
        let count = bytes.count
        while index < count {
            if due == 0 {
                while index &+ 8 <= count {
                    let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                    if word & tops != 0 { break }
                    if (word &- ones) & ~word & tops != 0 { sawNUL = true }
                    index &+= 8
                }
                if index >= count { break }
            }
            let byte = bytes[index]
            if due > 0 {
                guard byte >= low, byte <= high else { return index }
                due -= 1
                low = 0x80
                high = 0xbf
            } else if byte >= 0x80 {
                switch byte {
                case 0xc2...0xdf: due = 1
                case 0xe0: (due, low) = (2, 0xa0)
                case 0xe1...0xec, 0xee...0xef: due = 2
                case 0xed: (due, high) = (2, 0x9f)
                case 0xf0: (due, low) = (3, 0x90)
                case 0xf1...0xf3: due = 3
                case 0xf4: (due, high) = (3, 0x8f)
                default: return index
                }
            } else if byte == 0 {
                sawNUL = true
            }
            index &+= 1
        }
        return nil
    }
}
