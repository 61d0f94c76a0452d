#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Logarithms to base two: weights are counted in bits.
enum Binary {
    /// log2 of a number; for zero the smallest that is still a number.
    static func log(_ value: Double) -> Double { log2(max(value, 1e-300)) }

    /// 2 to the power of a number.
    static func power(_ bits: Double) -> Double { exp2(bits) }

    /// The probability with these odds: `bits` is log2 of the odds.
    static func probability(_ bits: Double) -> Double { 1 / (1 + exp2(-bits)) }

    /// The odds of a probability, in bits.
    static func bits(_ probability: Double) -> Double { log(probability) - log(1 - probability) }
}

/// Numbers that look like chance and are the same for the same seed (SplitMix64).
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Begins a row of numbers.
    package init(seed: UInt64) { state = seed }

    /// The next number of the row.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return ByteDictionary.stir(state)
    }

    /// A number below `bound`, which must be at least 1.
    ///
    /// Biased by less than one in 2^32 for bounds below 2^32.
    mutating func number(below bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
