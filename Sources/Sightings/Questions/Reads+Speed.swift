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
    /// Measured on thirty days of 3.3 million reads: one pass over two packed columns, a look at one table a read.
    ///
    /// - `span`: Milliseconds since 1970 UTC.
    /// - `longest`: Pairs further apart in time are not looked at, in milliseconds; at most a day.
    package func impossibleSteps(
        _ times: CameraTimes,
        in span: Range<Int64>,
        longest: Int64 = 3_600_000
    ) async throws -> [ImpossibleStep] {
        guard times.count >= cameras.count, (1...DayLayout.dayMilliseconds).contains(longest) else {
            throw Fault(.readsQuestion, "the times do not cover every camera, or more than a day was asked")
        }
        let touched = days(in: span)
        let scans = try await inParallel(touched) { day in
            day.read { SpeedScan($0, day: day.day, times: times, span: span, longest: longest) }
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

    init(_ view: DayView, day: Int, times: CameraTimes, span: Range<Int64>, longest: Int64) {
        self.day = day
        let midnight = Int64(day) * DayLayout.dayMilliseconds
        let isWhole = span.contains(midnight) && span.contains(midnight + DayLayout.dayMilliseconds - 1)
        let lateFrom = UInt32(clamping: DayLayout.dayMilliseconds - longest)
        let earlyTo = UInt32(clamping: longest)
        func edge(_ key: UInt64, _ read: Int) -> Edge {
            Edge(
                key: key,
                time: midnight + Int64(view.time[read]),
                camera: Int(view.cameraTable[Int(view.camera[read])]),
                details: view.packedDetails(ofRead: read)
            )
        }
        // One flat loop over the day, plates not looked at: where one ends and the next begins is found afterwards for the
        // few pairs that are left. Of their own, so that they stay in registers.
        let (timeBits, cameraBits, storeCamera) = (view.time, view.camera, view.cameraTable)
        let limit = UInt32(clamping: longest)
        let cameras = times.count
        var steps: [Int] = []
        var edges: [Int] = []
        times.least.withUnsafeBufferPointer { table in
            times.quick.withUnsafeBufferPointer { quick in
                var time = UInt32.max
                var camera = 0
                for read in 0..<view.reads {
                    let nextTime = UInt32(truncatingIfNeeded: timeBits[read])
                    let next = Int(storeCamera[Int(truncatingIfNeeded: cameraBits[read])])
                    // Going back in time, which only another plate can, makes this very large.
                    let apart = nextTime &- time
                    let pair = camera &* cameras &+ next
                    let quickest = UInt32(truncatingIfNeeded: quick[pair])
                    if (apart < limit ? 1 : 0) & (quickest >= min(apart >> CameraTimes.quickShift, 255) ? 1 : 0) != 0,
                        Int64(apart) < Int64(table[pair])
                    {
                        steps.append(read)
                    }
                    if (nextTime < earlyTo ? 1 : 0) | (time >= lateFrom ? 1 : 0) != 0 { edges.append(read) }
                    time = nextTime
                    camera = next
                }
                if time >= lateFrom { edges.append(view.reads) }
            }
        }
        var block = PlateBlock()
        for read in steps {
            let (key, reads) = block.plate(ofRead: read, in: view)
            if reads.lowerBound < read { found.append(ImpossibleStep(edge(key, read - 1), edge(key, read))) }
        }
        for read in edges {
            if read > 0, view.time[read - 1] >= lateFrom {
                let (key, reads) = block.plate(ofRead: read - 1, in: view)
                if reads.upperBound == read { late.append(edge(key, read - 1)) }
            }
            if read < view.reads, view.time[read] < earlyTo {
                let (key, reads) = block.plate(ofRead: read, in: view)
                if reads.lowerBound == read { early.append(edge(key, read)) }
            }
        }
        if !isWhole {
            found.removeAll { !span.contains($0.left) || !span.contains($0.arrived) }
            early.removeAll { !span.contains($0.time) }
            late.removeAll { !span.contains($0.time) }
        }
    }
}
