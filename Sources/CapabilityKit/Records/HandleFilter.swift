/// Says of a record's number that it is surely not held, or that it may be: a Bloom filter of fixed size.
///
/// An import asks it before the database: a first import of millions of records then looks none of them up. It holds
/// 2²⁸ bits (32 MB) and four probes a number, all within 64 bytes that come from memory at once: one wrong "may be" in
/// a hundred at 20 million records, and a wrong "may be" costs one look-up and nothing else. The numbers are hashes
/// already, so their own bits are the probes.
struct HandleFilter: Sendable {
    private var words = [UInt64](repeating: 0, count: 1 << 22)

    /// Takes a number in and says whether it may have been there before.
    mutating func insert(_ number: Int64) -> Bool {
        let bits = UInt64(bitPattern: number)
        let block = Int(truncatingIfNeeded: bits & 0x7_ffff) << 3
        var held = true
        words.withUnsafeMutableBufferPointer { words in
            var probe = bits >> 19
            for _ in 0..<4 {
                let bit = Int(truncatingIfNeeded: probe & 511)
                let mask: UInt64 = 1 << UInt64(bit & 63)
                held = held && words[block + (bit >> 6)] & mask != 0
                words[block + (bit >> 6)] |= mask
                probe >>= 9
            }
        }
        return held
    }
}
