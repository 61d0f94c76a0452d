/// Memory that look-ups use again: keep one for each thread, and give it to every look-up.
package struct LookupScratch: Sendable {
    /// Candidates of a question at most: enough for the commonest names, few enough for three milliseconds.
    static let candidatesMax = 2_048
    /// Candidates of one key at most; of longer lists those with the lowest handles are looked at.
    static let perKeyMax = 1_024
    private static let slots = 16_384

    /// Candidates weighed at most: those that share most with the question.
    static let weighedMax = 80

    /// Keys of a question that are looked up together.
    struct Asked: Sendable {
        /// So many: their memory comes while the others are looked at.
        static let atOnce = 32

        var keys: [UInt64] = []
        var weights: [Int] = []
        var found: [UInt32] = []
    }

    var keys = IndexKeys()
    var asked = Asked()
    private(set) var candidates: [UInt32] = []
    /// By candidate: how much it shares with the question, as far as keys tell.
    private(set) var shared: [UInt32] = []
    var ranked: [(bits: Double, handle: Int64, place: UInt32)] = []
    private var generation: UInt64 = 0
    private var seen = [UInt64](repeating: 0, count: Self.slots)
    private var seenPlace = [UInt32](repeating: 0, count: Self.slots)
    private var memoKeys = [UInt64](repeating: 0, count: Self.slots)
    private var memoValues = [UInt32](repeating: 0, count: Self.slots)
    private var memoCount = 0

    /// How many candidates the last question had.
    package var candidateCount: Int { candidates.count }

    /// Empty memory.
    package init() {}

    mutating func begin() {
        generation += 1
        memoCount = 0
        candidates.removeAll(keepingCapacity: true)
        shared.removeAll(keepingCapacity: true)
        ranked.removeAll(keepingCapacity: true)
    }

    /// Adds a candidate, or what else it shares when it is there.
    @inline(__always)
    mutating func add(_ place: UInt32, _ weight: Int) {
        let entry = generation << 32 | UInt64(place)
        var slot = Int(truncatingIfNeeded: ByteDictionary.stir(UInt64(place))) & (Self.slots - 1)
        while seen[slot] >> 32 == generation {
            if seen[slot] == entry {
                shared[Int(seenPlace[slot])] += UInt32(weight)
                return
            }
            slot = (slot + 1) & (Self.slots - 1)
        }
        seen[slot] = entry
        seenPlace[slot] = UInt32(candidates.count)
        candidates.append(place)
        shared.append(UInt32(weight))
    }

    /// Four levels kept for a number of the lexicon, worked out the first time.
    @inline(__always)
    mutating func memo(_ id: UInt32, _ body: () -> UInt32) -> UInt32 {
        let entry = generation << 32 | UInt64(id)
        var slot = Int(truncatingIfNeeded: ByteDictionary.stir(UInt64(id))) & (Self.slots - 1)
        while memoKeys[slot] >> 32 == generation {
            if memoKeys[slot] == entry { return memoValues[slot] }
            slot = (slot + 1) & (Self.slots - 1)
        }
        let value = body()
        if memoCount < Self.slots / 2 {
            memoCount += 1
            memoKeys[slot] = entry
            memoValues[slot] = value
        }
        return value
    }
}
