/// Distinct addresses as sets of distinct words.
struct AddressColumn: Sendable {
    /// The words of an address in order, as the key of the address.
    private var keys = ByteDictionary()
    private(set) var words = ByteDictionary()
    /// By word: how much sharing it says.
    ///
    /// A number or a name counts one, `road` and `flat` less.
    private(set) var weights: [Float] = []
    private var isUnit: [Bool] = []
    private var isCommon: [Bool] = []
    /// By word: itself, or the word it abbreviates.
    private var standsFor: [UInt32] = []
    /// By address: its words, in ascending order of number.
    private(set) var starts: [UInt32] = [0]
    private(set) var members: [UInt32] = []
    /// By address: its house number as a word, plus one; 0 when it has none.
    private(set) var houses: [UInt32] = []
    /// By address: its telling words, a bit each; two addresses without a bit in common share no such word.
    private var tellingBits: [UInt64] = []
    /// By address: its most telling key for blocking, or 0: house number and the longest other word.
    private(set) var blockKeys: [UInt64] = []

    /// Returns the number of a folded address, or `nil` when there is no word in it.
    ///
    /// At most sixteen words are read.
    mutating func intern(_ text: Span<UInt8>) -> UInt32? {
        guard !text.isEmpty else { return nil }
        let known = keys.count
        let id = keys.intern(text)
        guard Int(id) == known else { return id }
        let first = members.count
        var house: UInt32 = 0
        var longest: UInt32?
        var follows: UInt32 = .max
        var start = 0
        var read = 0
        for index in 0...text.count where index == text.count || text[index] == 0x20 {
            defer { start = index + 1 }
            guard index > start, read < 16 else { continue }
            read += 1
            let number = internWord(text.extracting(start..<index))
            if !members[first...].contains(number) { members.append(number) }
            let isNumber = (0x30...0x39).contains(text[start])
            if isNumber, house == 0, follows == .max || !isUnit[Int(follows)] { house = number + 1 }
            follows = number
            if !isNumber, !isCommon[Int(number)],
                longest.map({ words.range($0).count < words.range(number).count }) ?? true
            {
                longest = number
            }
        }
        members[first...].sort()
        tellingBits.append(members[first...].reduce(0) { isCommon[Int($1)] ? $0 : $0 | 1 << UInt64($1 & 63) })
        starts.append(UInt32(members.count))
        houses.append(house)
        guard house != 0, let longest else {
            blockKeys.append(0)
            return id
        }
        blockKeys.append(key(of: house - 1, longest))
        return id
    }

    /// Gives back the memory that only adding needs.
    mutating func closeForReading() {
        keys.closeForReading()
        words.closeForReading()
    }

    private func key(of house: UInt32, _ word: UInt32) -> UInt64 {
        let bytes = words.bytes.span
        let seed = ByteDictionary.hash(bytes.extracting(words.range(house)))
        return ByteDictionary.hash(bytes.extracting(words.range(word)), seed: seed)
    }

    /// The number of a word, an abbreviation being the word it stands for.
    private mutating func internWord(_ word: Span<UInt8>) -> UInt32 {
        let known = words.count
        let number = words.intern(word)
        guard Int(number) == known else { return standsFor[Int(number)] }
        weights.append(1)
        isUnit.append(false)
        isCommon.append(false)
        standsFor.append(number)
        // No number is a short form, a door or common.
        if (0x30...0x39).contains(word[0]) {
            weights[Int(number)] = word.count == 1 ? 0.7 : 1
            return number
        }
        let text = words.text(number)
        if let full = AddressWords.abbreviations[text] {
            let stands = internWord(full.utf8Span.span)
            standsFor[Int(number)] = stands
            return stands
        }
        isUnit[Int(number)] = AddressWords.units.contains(text)
        isCommon[Int(number)] = AddressWords.common.contains(text)
        weights[Int(number)] = isCommon[Int(number)] ? 0.3 : word.count == 1 ? 0.7 : 1
        return number
    }

    /// Fetches what is asked first of an address ahead of its use; the number is the address's plus one, or 0.
    @inline(__always)
    func fetch(_ number: UInt32) {
        let place = max(Int(number) - 1, 0)
        tellingBits.withUnsafeBufferPointer { Ahead.fetch($0.baseAddress.map { $0 + place }) }
        starts.withUnsafeBufferPointer { Ahead.fetch($0.baseAddress.map { $0 + place }) }
    }

    func range(_ address: UInt32) -> Range<Int> { Int(starts[Int(address)])..<Int(starts[Int(address) + 1]) }

    func text(_ address: UInt32) -> String { keys.text(address) }

    /// A number made of the whole text.
    func hash(_ address: UInt32) -> UInt64 { ByteDictionary.hash(keys.bytes.span.extracting(keys.range(address))) }

    /// How far two addresses agree: a level of the address field.
    ///
    /// Symmetric.
    ///
    /// Equal words are matched by merging the two sorted lists, then words one edit apart; O(n·m) for at most sixteen
    /// words a side.
    func level(_ a: UInt32, _ b: UInt32, _ levels: LevelRules) -> UInt8 {
        if a == b { return Level.Address.same }
        if tellingBits[Int(a)] & tellingBits[Int(b)] == 0 { return Level.Address.different }
        let rangeA = range(a)
        let rangeB = range(b)
        var shared: Float = 0
        var isTold = false
        var totalA: Float = 0
        var totalB: Float = 0
        var restA: UInt32 = 0
        var restB: UInt32 = 0
        var i = rangeA.lowerBound
        var j = rangeB.lowerBound
        while i < rangeA.upperBound || j < rangeB.upperBound {
            let wordA = i < rangeA.upperBound ? members[i] : .max
            let wordB = j < rangeB.upperBound ? members[j] : .max
            if wordA <= wordB { totalA += weights[Int(wordA)] }
            if wordB <= wordA { totalB += weights[Int(wordB)] }
            if wordA == wordB {
                shared += weights[Int(wordA)]
                isTold = isTold || !isCommon[Int(wordA)]
            } else if wordA < wordB {
                restA |= 1 << UInt32(i - rangeA.lowerBound)
            } else {
                restB |= 1 << UInt32(j - rangeB.lowerBound)
            }
            if wordA <= wordB { i += 1 }
            if wordB <= wordA { j += 1 }
        }
        // Two addresses without one telling word in common are not worth looking for slips of the pen.
        guard isTold else { return Level.Address.different }
        shared += nearlyShared(rangeA, restA, rangeB, restB)
        let union = totalA + totalB - shared
        let overlap = shared / min(totalA, totalB)
        let housesDiffer = houses[Int(a)] != 0 && houses[Int(b)] != 0 && houses[Int(a)] != houses[Int(b)]
        func isReached(_ tests: [LevelRules.Words]) -> Bool {
            for test in tests where shared >= test.weightMin && !(test.sameHouse && housesDiffer) {
                if (test.isOfAll ? shared / union : overlap) >= test.atLeast { return true }
            }
            return false
        }
        if isReached(levels.sameAddress) { return Level.Address.same }
        if isReached(levels.mostAddress) { return Level.Address.most }
        return isReached(levels.someAddress) ? Level.Address.some : Level.Address.different
    }

    /// The weight of words one edit apart among those left over, each used once.
    private func nearlyShared(_ a: Range<Int>, _ restA: UInt32, _ b: Range<Int>, _ restB: UInt32) -> Float {
        var sum: Float = 0
        var left = restA
        var right = restB
        let bytes = words.bytes.span
        while left != 0 {
            let wordA = members[a.lowerBound + left.trailingZeroBitCount]
            left &= left &- 1
            let textA = bytes.extracting(words.range(wordA))
            guard textA.count >= 4 else { continue }
            var candidates = right
            while candidates != 0 {
                let bit = candidates.trailingZeroBitCount
                candidates &= candidates &- 1
                let wordB = members[b.lowerBound + bit]
                let textB = bytes.extracting(words.range(wordB))
                if textB.count >= 4, EditDistance.isWithinOne(textA, textB) {
                    sum += 0.8 * min(weights[Int(wordA)], weights[Int(wordB)])
                    right &= ~(1 << UInt32(bit))
                    break
                }
            }
        }
        return sum
    }
}
