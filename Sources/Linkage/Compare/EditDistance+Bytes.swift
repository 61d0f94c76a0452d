/// Distances between byte strings, whole columns of the table at a time as the bits of one word.
///
/// The same numbers as the general functions give. Source: Myers 1999; Hyyrö 2003 (with the exchange of neighbours).
extension EditDistance {
    /// The number of insertions, deletions and replacements between two byte strings.
    ///
    /// O(n) for strings of which one has at most 64 bytes, else O(n·m).
    @inline(__always)
    package static func levenshtein(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
        bits(a, b, exchanges: false) ?? general(a, b, exchanges: false)
    }

    /// Like `levenshtein`, with an exchange of two neighbours as one edit.
    @inline(__always)
    package static func alignment(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
        bits(a, b, exchanges: true) ?? general(a, b, exchanges: true)
    }

    private static func general(_ a: Span<UInt8>, _ b: Span<UInt8>, exchanges: Bool) -> Int {
        func either<Element: BitwiseCopyable & Equatable>(_ a: Span<Element>, _ b: Span<Element>) -> Int {
            exchanges ? alignment(a, b) : levenshtein(a, b)
        }
        return either(a, b)
    }

    /// The distance when one side has at most 64 bytes, else `nil`.
    @inline(__always)
    private static func bits(_ a: Span<UInt8>, _ b: Span<UInt8>, exchanges: Bool) -> Int? {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard let x = a.baseAddress, let y = b.baseAddress, !a.isEmpty, !b.isEmpty else {
                    return max(a.count, b.count)
                }
                let (short, n, long, m) = a.count <= b.count ? (x, a.count, y, b.count) : (y, b.count, x, a.count)
                guard n <= 64 else { return nil }
                return exchanges ? alignmentBits(short, n, long, m) : levenshteinBits(short, n, long, m)
            }
        }
    }

    private static func levenshteinBits(
        _ short: UnsafePointer<UInt8>,
        _ n: Int,
        _ long: UnsafePointer<UInt8>,
        _ m: Int
    ) -> Int {
        n <= 16
            ? walk(ShortName(short, n), n, long, m, exchanges: false)
            : walk(LongName(short, n), n, long, m, exchanges: false)
    }

    private static func alignmentBits(
        _ short: UnsafePointer<UInt8>,
        _ n: Int,
        _ long: UnsafePointer<UInt8>,
        _ m: Int
    ) -> Int {
        n <= 16
            ? walk(ShortName(short, n), n, long, m, exchanges: true)
            : walk(LongName(short, n), n, long, m, exchanges: true)
    }

    @inline(__always)
    private static func walk<Name: BytePlaces>(
        _ name: Name,
        _ n: Int,
        _ text: UnsafePointer<UInt8>,
        _ m: Int,
        exchanges: Bool
    ) -> Int {
        // `more` and `less`: where the column grows or shrinks by one downwards. Horizontal growth is kept inverted.
        var more = UInt64.max
        var less: UInt64 = 0
        var diagonal: UInt64 = 0
        var before: UInt64 = 0
        for i in 0..<m {
            let equal = name.places(text[i])
            var next = (((equal & more) &+ more) ^ more) | equal | less
            if exchanges {
                next |= ((equal & ~diagonal) &<< 1) & before
                before = equal
            }
            diagonal = next
            let notRight = ((diagonal | more) & ~less) &<< 1
            more = ((diagonal & more) &<< 1) | (notRight & ~diagonal)
            less = diagonal & ~notRight
        }
        let places = UInt64.max &>> UInt64(64 - n)
        return m + (more & places).nonzeroBitCount - (less & places).nonzeroBitCount
    }
}
