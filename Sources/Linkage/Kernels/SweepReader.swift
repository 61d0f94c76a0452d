import CLinkageKernels

/// One query on its way over one shelf.
struct SweepReader {
    private let shelf: NameShelf
    private let metric: NameMetric
    /// Bytes of the query.
    private let length: Int
    /// By byte of the query: the first line of its plane, on the shelf or, from `madeFrom` on, in the scratch.
    private var firstLines: [Int] = []
    private let madeFrom: Int

    /// Finds the planes of the query's bytes, making those of rare ones.
    init(_ shelf: NameShelf, _ query: Span<UInt8>, _ metric: NameMetric, _ scratch: inout SweepScratch) {
        self.shelf = shelf
        self.metric = metric
        length = query.count
        madeFrom = shelf.lines.count
        scratch.planes.removeAll(keepingCapacity: true)
        firstLines.reserveCapacity(length)
        for index in query.indices {
            let plane = shelf.planes[Int(query[index])]
            if plane >= 0 {
                firstLines.append(plane * shelf.lineCount)
            } else {
                firstLines.append(madeFrom + scratch.planes.count)
                shelf.appendPlane(of: query[index], to: &scratch.planes)
            }
        }
    }

    /// Walks the names of one length, some lines at a time, and hands over what the kernel wrote for them.
    @inline(__always)
    func read(
        _ group: NameShelf.Group,
        limit: UInt32,
        _ path: KernelPath,
        _ scratch: inout SweepScratch,
        body: (SweepChunk, inout SweepScratch) -> Void
    ) {
        let perLine = shelf.lanesPerLine
        for done in stride(from: 0, to: group.count, by: SweepScratch.lineCount * perLine) {
            let count = min(group.count - done, SweepScratch.lineCount * perLine)
            let firstLine = group.firstLine + done / perLine
            run(group, firstLine, (count + perLine - 1) / perLine, limit, path, &scratch)
            let first = firstLine * perLine
            // The keys are taken out and put back, so that the body may use the rest of the scratch.
            let keys = scratch.keys
            scratch.keys = []
            keys.withUnsafeBytes { keys in
                shelf.numbers.withUnsafeBufferPointer { numbers in
                    let lanes = UnsafeBufferPointer(rebasing: numbers[first..<first + count])
                    let chunk = SweepChunk(laneBits: shelf.laneBits, group: group, numbers: lanes, keys: keys)
                    body(chunk, &scratch)
                }
            }
            scratch.keys = keys
        }
    }

    private func run(
        _ group: NameShelf.Group,
        _ firstLine: Int,
        _ lineCount: Int,
        _ limit: UInt32,
        _ path: KernelPath,
        _ scratch: inout SweepScratch
    ) {
        let reach = max(max(length, group.length) / 2 - 1, 0)
        let steps = metric == .jaroWinkler ? min(length, group.length + reach) : length
        let most = Int(REEVE_STEPS_MAX)
        withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>?.self, capacity: most) { planes in
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: most) { windows in
                if metric == .jaroWinkler { Self.fill(windows, steps: steps, reach: reach, length: group.length) }
                shelf.lines.withUnsafeBytes { lines in
                    scratch.planes.withUnsafeBytes { made in
                        for i in 0..<steps {
                            let line = firstLines[i]
                            let start =
                                line < madeFrom
                                ? lines.baseAddress.map { $0 + (line + firstLine) * 64 }
                                : made.baseAddress.map { $0 + (line - madeFrom + firstLine) * 64 }
                            planes[i] = start?.assumingMemoryBound(to: UInt8.self)
                        }
                        scratch.keys.withUnsafeMutableBytes { keys in
                            let sweep = reeve_sweep(
                                planes: UnsafePointer(planes.baseAddress),
                                windows: UnsafePointer(windows.baseAddress),
                                steps: UInt32(steps),
                                length: UInt32(group.length),
                                prefix: UInt32(min(4, length, group.length)),
                                limit: min(limit, UInt32(most)),
                                lines: lineCount,
                                out: keys.baseAddress?.assumingMemoryBound(to: UInt8.self)
                            )
                            run(sweep, path)
                        }
                    }
                }
            }
        }
    }

    private func run(_ sweep: reeve_sweep, _ path: KernelPath) {
        if path.level > 0 {
            let isDone = withUnsafePointer(to: sweep) {
                reeve_sweep_run(Int32(path.level), Int32(metric.code), Int32(shelf.laneBits), $0)
            }
            if isDone != 0 { return }
        }
        PlainSweep.run(metric, laneBits: shelf.laneBits, sweep)
    }

    /// By place of the query: the places of a name that Jaro's window lets it match.
    private static func fill(_ windows: UnsafeMutableBufferPointer<UInt32>, steps: Int, reach: Int, length: Int) {
        let all = UInt64.max &>> UInt64(64 - length)
        var window = ~(UInt64.max &<< UInt64(reach + 1))
        for i in 0..<steps {
            windows[i] = UInt32(truncatingIfNeeded: window & all)
            window = window &<< 1 | (i < reach ? 1 : 0)
        }
    }
}

/// What a kernel wrote for some names of one length; valid only where it is handed over.
struct SweepChunk {
    var laneBits: Int
    var group: NameShelf.Group
    /// By lane: the number of the name.
    var numbers: UnsafeBufferPointer<UInt32>
    var keys: UnsafeRawBufferPointer

    private var halves: Int { laneBits == 8 ? ByteLanes.halves : laneBits == 16 ? WordLanes.halves : LongLanes.halves }

    @inline(__always)
    func counts(_ key: Int, query: Int) -> JaroWinkler.Counts {
        JaroWinkler.Counts(key: key, halves: halves, first: query, second: group.length)
    }

    /// Writes the scores of all its names.
    @inline(__always)
    func write<Key: FixedWidthInteger>(
        _ type: Key.Type,
        _ metric: NameMetric,
        query: Int,
        _ scratch: inout SweepScratch,
        _ scores: UnsafeMutableBufferPointer<Float>
    ) {
        guard let keys = keys.baseAddress?.assumingMemoryBound(to: type), let scores = scores.baseAddress else {
            return
        }
        if metric != .jaroWinkler {
            for lane in numbers.indices {
                scores[Int(numbers[lane])] = Float(Int32(truncatingIfNeeded: keys[lane]) &- 1)
            }
        } else if let table = scratch.table(
            query: query,
            length: group.length,
            laneBits: laneBits,
            names: group.count
        ) {
            table.withUnsafeBufferPointer { table in
                for lane in numbers.indices { scores[Int(numbers[lane])] = table[Int(keys[lane])] }
            }
        } else {
            for lane in numbers.indices {
                scores[Int(numbers[lane])] = Float(counts(Int(keys[lane]), query: query).similarity)
            }
        }
    }

    /// Calls `body` with each lane whose key is not zero.
    @inline(__always)
    func forEachKey(_ body: (Int, Int) -> Void) {
        let laneBytes = laneBits / 8
        let perWord = 8 / laneBytes
        for first in stride(from: 0, to: numbers.count, by: perWord) {
            var word = UInt64(littleEndian: keys.load(fromByteOffset: first * laneBytes, as: UInt64.self))
            while word != 0 {
                let lane = word.trailingZeroBitCount / laneBits
                let key = (word &>> UInt64(lane * laneBits)) & (1 &<< UInt64(laneBits) &- 1)
                word &= ~((1 &<< UInt64(laneBits) &- 1) &<< UInt64(lane * laneBits))
                if first + lane < numbers.count { body(first + lane, Int(key)) }
            }
        }
    }
}
