/// Numbers by chance that are the same for the same seed everywhere.
struct TrafficDice {
    private var state: UInt64

    init(_ seed: UInt64, _ a: Int = 0, _ b: Int = 0) {
        state =
            seed &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: a) &* 0xd6e8_feb8_6659_fd93
            ^ UInt64(truncatingIfNeeded: b &+ 1) &* 0xca5a_8263_9512_1157
        _ = next()
        _ = next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }

    /// From 0 to 1, 1 left out.
    mutating func share() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

    /// From 0 to one less than a bound.
    mutating func below(_ bound: Int) -> Int { Int(((next() >> 32) &* UInt64(bound)) >> 32) }

    /// About 0 with a spread of 1: the sum of twelve shares, which has no long tails.
    mutating func bell() -> Double { (0..<12).reduce(-6) { sum, _ in sum + share() } }
}
