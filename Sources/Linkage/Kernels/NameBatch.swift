/// Names laid out so that one name is compared with all of them at once.
///
/// A name is any byte string; numbers are the places of the names as they were given. Names of 1 to 32 bytes lie on
/// three shelves by length; empty and longer ones are compared one by one.
///
/// ```swift
/// let batch = NameBatch(surnames)
/// var scratch = SweepScratch()
/// let near = batch.matches("okafor".utf8Span.span, .levenshtein, atMost: 2, scratch: &scratch)
/// ```
package struct NameBatch: Sendable {
    /// The text of all names, end to end.
    let bytes: [UInt8]
    /// Where each name starts in ``bytes``, with one more entry for the end.
    let starts: [UInt32]
    let shelves: [NameShelf]
    /// Names that lie on no shelf.
    let others: [UInt32]

    /// How many names there are.
    package var count: Int { starts.count - 1 }

    /// Lays out names given as byte strings: at most 2^32 - 2 bytes together.
    package init(_ names: [[UInt8]]) {
        var starts: [UInt32] = [0]
        var bytes: [UInt8] = []
        for name in names {
            bytes.append(contentsOf: name)
            starts.append(UInt32(bytes.count))
        }
        self.init(bytes: bytes, starts: starts)
    }

    /// Lays out the texts of a dictionary under their numbers.
    init(_ dictionary: ByteDictionary) { self.init(bytes: dictionary.bytes, starts: dictionary.starts) }

    /// Lays out names that lie end to end.
    ///
    /// `starts` has one more entry than there are names, ascending, the last being the end.
    init(bytes: [UInt8], starts: [UInt32]) {
        self.bytes = bytes
        self.starts = starts
        var byLength = [[UInt32]](repeating: [], count: 33)
        var others: [UInt32] = []
        for number in 0..<starts.count - 1 {
            let length = Int(starts[number + 1] - starts[number])
            if (1...32).contains(length) {
                byLength[length].append(UInt32(number))
            } else {
                others.append(UInt32(number))
            }
        }
        self.others = others
        shelves = [(8, 1...8), (16, 9...16), (32, 17...32)].compactMap { laneBits, lengths in
            let members = lengths.map { (length: $0, numbers: byLength[$0]) }
            guard members.contains(where: { !$0.numbers.isEmpty }) else { return nil }
            return NameShelf(laneBits: laneBits, members: members, bytes: bytes, starts: starts)
        }
    }

    /// The bytes of a name.
    func range(_ number: UInt32) -> Range<Int> { Int(starts[Int(number)])..<Int(starts[Int(number) + 1]) }

    /// One query against one name, as the shelves would have it.
    func score(_ query: Span<UInt8>, _ metric: NameMetric, _ number: UInt32) -> Double {
        let name = bytes.span.extracting(range(number))
        switch metric {
        case .jaroWinkler: return JaroWinkler.similarity(query, name)
        case .levenshtein: return Double(EditDistance.levenshtein(query, name))
        case .alignment: return Double(EditDistance.alignment(query, name))
        }
    }
}

/// A name found by ``NameBatch/matches(_:atLeast:path:scratch:)``, with its similarity or distance.
package struct NameMatch: Equatable, Sendable {
    /// The place of the name in the batch.
    package var number: UInt32
    /// A similarity from 0 to 1, or a distance as a whole number.
    package var score: Float
}
