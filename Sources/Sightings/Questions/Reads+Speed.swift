import Vocabulary

/// Two reads of one plate that are closer in time than any vehicle could be.
package struct ImpossibleStep: Hashable, Sendable {
    /// The plate.
    package var plate: PlateKey
    /// The cameras, as places in ``Reads/cameras``.
    package var from: Int
    package var to: Int
    /// When, in milliseconds since 1970 UTC.
    package var left: Int64
    package var arrived: Int64
    /// Confidence, lane and heading of the two reads.
    package var details: [ReadDetails]
}

extension Reads {
    /// Every pair of successive reads of one plate, at most so long apart, that no vehicle can have made.
    ///
    /// Measured on thirty days of 3.3 million reads: one pass over one column, a look at one small table a read.
    ///
    /// - `span`: Milliseconds since 1970 UTC.
    /// - `longest`: Pairs further apart in time are not looked at, in milliseconds; at most a day.
    package func impossibleSteps(
        _ times: CameraTimes,
        in span: Range<Int64>,
        longest: Int64 = 3_600_000
    ) async throws -> [ImpossibleStep] {
        guard times.count >= cameras.count, (1...DayLayout.dayMilliseconds).contains(longest) else {
            throw Fault(
                .readsQuestion,
                "the times do not cover every camera, or more than a day was asked"
            )
        }
        let touched = days(in: span)
        let quick = QuickTimes(times, longest: longest)
        let scans = try await inParallel(touched) { day in
            day.read {
                SpeedScan($0, day: day.day, times: times, quick: quick, span: span, longest: longest)
            }
        }
        var found = scans.flatMap(\.found)
        for (before, after) in zip(scans, scans.dropFirst()) where after.day == before.day + 1 {
            var place = 0
            for late in before.late {
                while place < after.early.count, after.early[place].key < late.key { place += 1 }
                guard place < after.early.count, after.early[place].key == late.key else { continue }
                let early = after.early[place]
                let apart = early.time - late.time
                if apart < longest, apart < Int64(times.least[late.camera * times.count + early.camera]) {
                    found.append(ImpossibleStep(late, early))
                }
            }
        }
        return found.sorted { ($0.plate, $0.left, $0.arrived) < ($1.plate, $1.left, $1.arrived) }
    }
}

extension ImpossibleStep {
    fileprivate init(_ a: SpeedScan.Edge, _ b: SpeedScan.Edge) {
        self.init(
            plate: PlateKey(number: a.key),
            from: a.camera,
            to: b.camera,
            left: a.time,
            arrived: b.time,
            details: [a.details, b.details].map(ReadDetails.init(packed:))
        )
    }
}

/// One day of a search for impossible steps, with the reads at its edges that may be half of one.
private struct SpeedScan: Sendable {
    struct Edge: Sendable {
        var key: UInt64
        var time: Int64
        var camera: Int
        var details: UInt32
    }

    let day: Int
    var found: [ImpossibleStep] = []
    /// First reads soon after midnight and last reads shortly before the next, by plate.
    var early: [Edge] = []
    var late: [Edge] = []

    init(
        _ view: DayView,
        day: Int,
        times: CameraTimes,
        quick: QuickTimes,
        span: Range<Int64>,
        longest: Int64
    ) {
        self.day = day
        let midnight = Int64(day) * DayLayout.dayMilliseconds
        let isWhole = span.contains(midnight) && span.contains(midnight + DayLayout.dayMilliseconds - 1)
        let lateFrom = UInt32(clamping: DayLayout.dayMilliseconds - longest)
        let earlyTo = UInt32(clamping: longest)
        func edge(_ key: UInt64, _ read: Int) -> Edge {
            Edge(
                key: key,
                time: midnight + Int64(view.time(ofRead: read)),
                camera: view.camera(ofRead: read),
                details: view.packedDetails(ofRead: read)
            )
        }
        // One flat loop over the day, plates not looked at: where one ends and the next begins is found afterwards for the
        // few reads that are left, and the reads at the edges of the day plate by plate.
        let moments = view.allMoments
        let shift = quick.shift
        let cameras = times.count
        var marked: [Int] = []
        let order = (0..<view.cameras).map { quick.order[Int(view.cameraTable[$0])] }
        order.withUnsafeBufferPointer { order in
            quick.steps.withUnsafeBufferPointer { least in
                var time = UInt32.max
                var row = 0
                for read in 0..<view.reads {
                    let next = moments[read]
                    let place = Int(order[next.camera])
                    // Going back in time, which only another plate can, makes this very large.
                    let apart = (next.time &- time) &>> shift
                    let isQuick = UInt32(truncatingIfNeeded: least[row &+ place]) > apart
                    if isQuick { marked.append(read) }
                    time = next.time
                    row = place &* cameras
                }
            }
        }
        var block = PlateBlock()
        for read in marked {
            let (key, reads) = block.plate(ofRead: read, in: view)
            guard reads.lowerBound < read else { continue }
            let pair = view.camera(ofRead: read - 1) * cameras + view.camera(ofRead: read)
            let apart = Int64(view.time(ofRead: read)) - Int64(view.time(ofRead: read - 1))
            if apart < longest, apart < Int64(times.least[pair]) {
                found.append(ImpossibleStep(edge(key, read - 1), edge(key, read)))
            }
        }
        var near: [(plate: Int, read: Int, isEarly: Bool)] = []
        for number in 0..<view.plateBlocks {
            let count = view.starts(ofBlock: number, into: block.starts)
            for plate in 0..<count {
                let first = Int(block.starts[plate])
                let last = Int(block.starts[plate + 1]) - 1
                if view.time(ofRead: first) < earlyTo { near.append((plate, first, true)) }
                if view.time(ofRead: last) >= lateFrom { near.append((plate, last, false)) }
            }
            guard !near.isEmpty else { continue }
            block.reload(number, of: view)
            for one in near {
                let edge = edge(block.keys[one.plate], one.read)
                if one.isEarly { early.append(edge) } else { late.append(edge) }
            }
            near.removeAll(keepingCapacity: true)
        }
        if !isWhole {
            found.removeAll { !span.contains($0.left) || !span.contains($0.arrived) }
            early.removeAll { !span.contains($0.time) }
            late.removeAll { !span.contains($0.time) }
        }
    }
}

/// The least times in steps of some seconds, rounded up: small, and enough to settle most pairs of reads.
///
/// Cameras stand in it beside those that are near them. Reads that follow one another are of near cameras, so that a pass
/// over a day stays on a few lines of the table about its diagonal, which fit into the nearest cache; in the order in
/// which cameras first read something, each pair has a line of its own, and waiting for those was half of the time.
private struct QuickTimes: Sendable {
    /// The length of a step as a shift of milliseconds: the shortest with which a byte reaches beyond the longest time
    /// that is looked at, so that what is further apart is settled as well.
    let shift: UInt32
    /// The row and column of each of the store's cameras.
    let order: [UInt16]
    let steps: [UInt8]

    init(_ times: CameraTimes, longest: Int64) {
        var shift: UInt32 = 12
        while longest >> Int64(shift) >= 255 { shift += 1 }
        self.shift = shift
        let count = times.count
        let chain = Self.chain(times)
        var order = [UInt16](repeating: 0, count: count)
        for (place, camera) in chain.enumerated() { order[camera] = UInt16(place) }
        self.order = order
        let rest = Int64(1) << Int64(shift) - 1
        steps = chain.flatMap { row in
            chain.map { UInt8(clamping: (Int64(times.least[row * count + $0]) + rest) >> Int64(shift)) }
        }
    }

    /// The cameras one behind the other, each followed by the nearest that is left.
    private static func chain(_ times: CameraTimes) -> [Int] {
        guard times.count > 0 else { return [] }
        var left = Array(1..<times.count)
        var chain = [0]
        while !left.isEmpty {
            let row = (chain.last ?? 0) * times.count
            var nearest = 0
            for place in left.indices where times.least[row + left[place]] < times.least[row + left[nearest]] {
                nearest = place
            }
            chain.append(left.remove(at: nearest))
        }
        return chain
    }
}
