import CLinkageKernels

/// The kernels of `CLinkageKernels` in plain Swift vectors, step for step, for machines without AVX2.
///
/// Written for NEON and SSE2: a register of 16 bytes at a time.
enum PlainSweep {
    static func run(_ metric: NameMetric, laneBits: Int, _ sweep: reeve_sweep) {
        switch laneBits {
        case 8: run(metric, ByteLanes.self, sweep)
        case 16: run(metric, WordLanes.self, sweep)
        default: run(metric, LongLanes.self, sweep)
        }
    }

    @inline(__always)
    private static func run<Vector: LaneVector>(_ metric: NameMetric, _ type: Vector.Type, _ sweep: reeve_sweep) {
        switch metric {
        case .jaroWinkler: jaroWinkler(type, sweep)
        case .levenshtein: distance(type, exchanges: false, sweep)
        case .alignment: distance(type, exchanges: true, sweep)
        }
    }

    @inline(__always)
    private static func jaroWinkler<Vector: LaneVector>(_ type: Vector.Type, _ sweep: reeve_sweep) {
        let steps = Int(sweep.steps)
        let limit = Vector(repeating: Vector.Lane(truncatingIfNeeded: sweep.limit))
        let one = Vector(repeating: 1)
        guard let planes = sweep.planes, let windows = sweep.windows, let out = sweep.out else { return }
        withUnsafeTemporaryAllocation(of: Vector.self, capacity: Int(REEVE_STEPS_MAX)) { taken in
            for at in stride(from: 0, to: Int(sweep.lines) * 64, by: MemoryLayout<Vector>.size) {
                var matched = Vector.zero
                for i in 0..<steps {
                    let window = Vector(repeating: Vector.Lane(truncatingIfNeeded: windows[i]))
                    let open = load(planes[i], at, type) & window & ~matched
                    let first = open & (Vector.zero &- open)
                    matched = matched | first
                    taken[i] = first
                }
                let matches = matched.ones
                let enough = matches.atLeast(limit)
                if enough.isZero {
                    store(enough, out, at)
                    continue
                }
                var left = matched
                var inOrder = Vector.zero
                for i in 0..<steps {
                    let next = left & (Vector.zero &- left) & taken[i].nonzero
                    left = left ^ next
                    inOrder = inOrder | (load(planes[i], at, type) & next)
                }
                var start = Vector.zero
                for i in 0..<Int(sweep.prefix) {
                    start = start | (load(planes[i], at, type) & Vector(repeating: 1 << Vector.Lane(i)))
                }
                start = start & ~(start &+ one)
                let halves = (matches &- inOrder.ones).halved
                let matchesTwice = matches &+ matches
                let matchesFour = matchesTwice &+ matchesTwice
                var upper = matchesFour
                if Vector.halves > 5 { upper = upper &+ matchesFour }
                if Vector.halves > 9 { upper = upper &+ matchesFour &+ matchesFour }
                upper = upper &+ matches &+ halves
                let upperTwice = upper &+ upper
                let key = upperTwice &+ upperTwice &+ upper &+ start.ones
                store(key & enough, out, at)
            }
        }
    }

    @inline(__always)
    private static func distance<Vector: LaneVector>(_ type: Vector.Type, exchanges: Bool, _ sweep: reeve_sweep) {
        let steps = Int(sweep.steps)
        let places = Vector(repeating: Vector.Lane(truncatingIfNeeded: UInt32.max >> (32 - sweep.length)))
        let limit = Vector(repeating: Vector.Lane(truncatingIfNeeded: sweep.limit))
        let count = Vector(repeating: Vector.Lane(truncatingIfNeeded: sweep.steps))
        let one = Vector(repeating: 1)
        guard let planes = sweep.planes, let out = sweep.out else { return }
        for at in stride(from: 0, to: Int(sweep.lines) * 64, by: MemoryLayout<Vector>.size) {
            var less = Vector.zero
            var more = ~Vector.zero
            var diagonal = Vector.zero
            var before = Vector.zero
            for i in 0..<steps {
                let equal = load(planes[i], at, type)
                var next = (((equal & more) &+ more) ^ more) | equal | less
                if exchanges {
                    let exchanged = equal & ~diagonal
                    next = next | ((exchanged &+ exchanged) & before)
                    before = equal
                }
                diagonal = next
                let notRight = (diagonal | more) & ~less
                let left = diagonal & more
                let notRightNext = notRight &+ notRight
                more = (left &+ left) | (notRightNext & ~diagonal)
                less = diagonal & ~notRightNext
            }
            let distance = count &+ (more & places).ones &- (less & places).ones
            store((distance &+ one) & limit.atLeast(distance), out, at)
        }
    }

    @inline(__always)
    private static func load<Vector: LaneVector>(
        _ plane: UnsafePointer<UInt8>?,
        _ at: Int,
        _ type: Vector.Type
    ) -> Vector {
        guard let plane else { return .zero }
        return UnsafeRawPointer(plane).load(fromByteOffset: at, as: type)
    }

    @inline(__always)
    private static func store<Vector: LaneVector>(_ vector: Vector, _ out: UnsafeMutablePointer<UInt8>, _ at: Int) {
        UnsafeMutableRawPointer(out).storeBytes(of: vector, toByteOffset: at, as: Vector.self)
    }
}
