/// Sixteen bytes of lanes in plain Swift, one register of SSE2 and of NEON: what ``PlainSweep`` needs of them.
///
/// Written over concrete vector types, because only there does the compiler make one instruction of one operator.
protocol LaneVector {
    associatedtype Lane: FixedWidthInteger & UnsignedInteger

    static var zero: Self { get }
    /// Most halves of matches out of order, plus one.
    static var halves: Int { get }

    init(repeating lane: Lane)
    static func & (a: Self, b: Self) -> Self
    static func | (a: Self, b: Self) -> Self
    static func ^ (a: Self, b: Self) -> Self
    static prefix func ~ (a: Self) -> Self
    static func &+ (a: Self, b: Self) -> Self
    static func &- (a: Self, b: Self) -> Self
    /// All ones in each lane that is not zero.
    var nonzero: Self { get }
    /// All ones in each lane that is at least the one in `other`.
    func atLeast(_ other: Self) -> Self
    /// Each lane shifted down by one bit.
    var halved: Self { get }
    /// The ones in each lane.
    var ones: Self { get }
    var isZero: Bool { get }
}

/// Lanes for names of at most eight bytes.
struct ByteLanes: LaneVector {
    var lanes: SIMD16<UInt8>

    static let halves = 5
    @inline(__always) static var zero: Self { Self(lanes: .zero) }
    @inline(__always) init(lanes: SIMD16<UInt8>) { self.lanes = lanes }
    @inline(__always) init(repeating lane: UInt8) { lanes = SIMD16(repeating: lane) }
    @inline(__always) static func & (a: Self, b: Self) -> Self { Self(lanes: a.lanes & b.lanes) }
    @inline(__always) static func | (a: Self, b: Self) -> Self { Self(lanes: a.lanes | b.lanes) }
    @inline(__always) static func ^ (a: Self, b: Self) -> Self { Self(lanes: a.lanes ^ b.lanes) }
    @inline(__always) static prefix func ~ (a: Self) -> Self { Self(lanes: ~a.lanes) }
    @inline(__always) static func &+ (a: Self, b: Self) -> Self { Self(lanes: a.lanes &+ b.lanes) }
    @inline(__always) static func &- (a: Self, b: Self) -> Self { Self(lanes: a.lanes &- b.lanes) }
    @inline(__always) var nonzero: Self { Self(lanes: unsafeBitCast(lanes .!= .zero, to: SIMD16<UInt8>.self)) }
    @inline(__always) func atLeast(_ other: Self) -> Self {
        Self(lanes: unsafeBitCast(lanes .>= other.lanes, to: SIMD16<UInt8>.self))
    }
    @inline(__always) var halved: Self { Self(lanes: lanes &>> SIMD16(repeating: 1)) }
    @inline(__always) var ones: Self {
        let pairs = lanes &- ((lanes &>> SIMD16(repeating: 1)) & SIMD16(repeating: 0x55))
        let low = SIMD16<UInt8>(repeating: 0x33)
        let fours = (pairs & low) &+ ((pairs &>> SIMD16(repeating: 2)) & low)
        return Self(lanes: (fours &+ (fours &>> SIMD16(repeating: 4))) & SIMD16(repeating: 0x0F))
    }
    @inline(__always) var isZero: Bool { unsafeBitCast(lanes, to: SIMD2<UInt64>.self).isZero }
}

/// Lanes for names of at most sixteen bytes.
struct WordLanes: LaneVector {
    var lanes: SIMD8<UInt16>

    static let halves = 9
    @inline(__always) static var zero: Self { Self(lanes: .zero) }
    @inline(__always) init(lanes: SIMD8<UInt16>) { self.lanes = lanes }
    @inline(__always) init(repeating lane: UInt16) { lanes = SIMD8(repeating: lane) }
    @inline(__always) static func & (a: Self, b: Self) -> Self { Self(lanes: a.lanes & b.lanes) }
    @inline(__always) static func | (a: Self, b: Self) -> Self { Self(lanes: a.lanes | b.lanes) }
    @inline(__always) static func ^ (a: Self, b: Self) -> Self { Self(lanes: a.lanes ^ b.lanes) }
    @inline(__always) static prefix func ~ (a: Self) -> Self { Self(lanes: ~a.lanes) }
    @inline(__always) static func &+ (a: Self, b: Self) -> Self { Self(lanes: a.lanes &+ b.lanes) }
    @inline(__always) static func &- (a: Self, b: Self) -> Self { Self(lanes: a.lanes &- b.lanes) }
    @inline(__always) var nonzero: Self { Self(lanes: unsafeBitCast(lanes .!= .zero, to: SIMD8<UInt16>.self)) }
    @inline(__always) func atLeast(_ other: Self) -> Self {
        Self(lanes: unsafeBitCast(lanes .>= other.lanes, to: SIMD8<UInt16>.self))
    }
    @inline(__always) var halved: Self { Self(lanes: lanes &>> SIMD8(repeating: 1)) }
    @inline(__always) var ones: Self {
        let pairs = lanes &- ((lanes &>> SIMD8(repeating: 1)) & SIMD8(repeating: 0x5555))
        let low = SIMD8<UInt16>(repeating: 0x3333)
        let fours = (pairs & low) &+ ((pairs &>> SIMD8(repeating: 2)) & low)
        let eights = (fours &+ (fours &>> SIMD8(repeating: 4))) & SIMD8(repeating: 0x0F0F)
        return Self(lanes: (eights &+ (eights &>> SIMD8(repeating: 8))) & SIMD8(repeating: 0x1F))
    }
    @inline(__always) var isZero: Bool { unsafeBitCast(lanes, to: SIMD2<UInt64>.self).isZero }
}

/// Lanes for names of at most thirty-two bytes.
struct LongLanes: LaneVector {
    var lanes: SIMD4<UInt32>

    static let halves = 17
    @inline(__always) static var zero: Self { Self(lanes: .zero) }
    @inline(__always) init(lanes: SIMD4<UInt32>) { self.lanes = lanes }
    @inline(__always) init(repeating lane: UInt32) { lanes = SIMD4(repeating: lane) }
    @inline(__always) static func & (a: Self, b: Self) -> Self { Self(lanes: a.lanes & b.lanes) }
    @inline(__always) static func | (a: Self, b: Self) -> Self { Self(lanes: a.lanes | b.lanes) }
    @inline(__always) static func ^ (a: Self, b: Self) -> Self { Self(lanes: a.lanes ^ b.lanes) }
    @inline(__always) static prefix func ~ (a: Self) -> Self { Self(lanes: ~a.lanes) }
    @inline(__always) static func &+ (a: Self, b: Self) -> Self { Self(lanes: a.lanes &+ b.lanes) }
    @inline(__always) static func &- (a: Self, b: Self) -> Self { Self(lanes: a.lanes &- b.lanes) }
    @inline(__always) var nonzero: Self { Self(lanes: unsafeBitCast(lanes .!= .zero, to: SIMD4<UInt32>.self)) }
    @inline(__always) func atLeast(_ other: Self) -> Self {
        Self(lanes: unsafeBitCast(lanes .>= other.lanes, to: SIMD4<UInt32>.self))
    }
    @inline(__always) var halved: Self { Self(lanes: lanes &>> SIMD4(repeating: 1)) }
    @inline(__always) var ones: Self {
        let pairs = lanes &- ((lanes &>> SIMD4(repeating: 1)) & SIMD4(repeating: 0x5555_5555))
        let low = SIMD4<UInt32>(repeating: 0x3333_3333)
        let fours = (pairs & low) &+ ((pairs &>> SIMD4(repeating: 2)) & low)
        let eights = (fours &+ (fours &>> SIMD4(repeating: 4))) & SIMD4(repeating: 0x0F0F_0F0F)
        let halves = eights &+ (eights &>> SIMD4(repeating: 8))
        return Self(lanes: (halves &+ (halves &>> SIMD4(repeating: 16))) & SIMD4(repeating: 0x3F))
    }
    @inline(__always) var isZero: Bool { unsafeBitCast(lanes, to: SIMD2<UInt64>.self).isZero }
}

extension SIMD2<UInt64> {
    @inline(__always) fileprivate var isZero: Bool { x | y == 0 }
}
