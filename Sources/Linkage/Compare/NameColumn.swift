/// Distinct names with what comparing and blocking ask of them.
struct NameColumn: Sendable {
    private(set) var texts = ByteDictionary()
    /// By name: the number of the same name written as one word (itself, for a name of one word).
    private(set) var joined: [UInt32] = []
    /// The words that can stand for a compound name, end to end; see ``partRange(_:)``.
    private(set) var parts: [UInt32] = []
    /// By name: where its parts begin and end.
    private var partStarts: [UInt32] = []
    private var partEnds: [UInt32] = []
    private(set) var soundexes: [UInt32] = []
    /// By name: the place in ``groupSets``; 0 for a name in no group.
    private(set) var groupSet: [UInt16] = []
    private(set) var groupSets: [NicknameTable.Groups] = [NicknameTable.Groups()]
    /// By place in ``groupSets``: the numbers of its first two groups.
    private(set) var groupNumbers: [[Int]] = [[]]

    var count: Int { texts.count }

    /// Returns the number of a name of folded words.
    mutating func intern(_ words: [String]) -> UInt32 {
        let text = words.joined(separator: " ")
        let known = texts.count
        let id = texts.intern(text.utf8Span.span)
        guard Int(id) == known else { return id }
        // Room first: interning the parts below adds names of its own.
        joined.append(id)
        partStarts.append(0)
        partEnds.append(0)
        let one = words.joined()
        soundexes.append(Soundex.code(one.utf8Span.span))
        groupSet.append(0)
        if words.count > 1 {
            joined[Int(id)] = intern([one])
            let found = PersonName.parts(of: words).map { intern([$0]) }
            partStarts[Int(id)] = UInt32(parts.count)
            parts.append(contentsOf: found)
            partEnds[Int(id)] = UInt32(parts.count)
        } else {
            let groups = NicknameTable.groups(of: text)
            if groups != NicknameTable.Groups(), groupSets.count < Int(UInt16.max) {
                groupSet[Int(id)] = UInt16(groupSets.count)
                groupSets.append(groups)
                groupNumbers.append(Array(NicknameTable.numbers(in: groups).prefix(2)))
            }
        }
        return id
    }

    /// Where the parts of a name are in ``parts``; empty for a name of one word.
    func partRange(_ id: UInt32) -> Range<Int> { Int(partStarts[Int(id)])..<Int(partEnds[Int(id)]) }

    func text(_ id: UInt32) -> String { texts.text(id) }

    /// Whether one of the names is a short or pet form of the other.
    func areRelated(_ a: UInt32, _ b: UInt32) -> Bool {
        let setA = groupSet[Int(a)]
        let setB = groupSet[Int(b)]
        guard setA != 0, setB != 0 else { return false }
        return NicknameTable.share(groupSets[Int(setA)], groupSets[Int(setB)])
    }
}
