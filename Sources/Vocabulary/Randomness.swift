/// Where randomness comes from: gives that many random bytes.
///
/// A parameter everywhere, like the clock.
package typealias Randomness = @Sendable (_ count: Int) -> [UInt8]
