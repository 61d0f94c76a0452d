import CLinkageKernels

extension NameBatch {
    /// Writes the score of every name against a query, by number, into `scores`.
    ///
    /// Similarities are rounded to Float from ``JaroWinkler``; distances are whole numbers. Every path gives the same
    /// numbers. `scores` is made as long as there are names.
    package func sweep(
        _ query: Span<UInt8>,
        _ metric: NameMetric,
        into scores: inout [Float],
        path: KernelPath = .best,
        scratch: inout SweepScratch
    ) {
        if scores.count != count { scores = Array(repeating: 0, count: count) }
        let path = path.orBest
        let isShelved = path != .scalar && (1...Int(REEVE_STEPS_MAX)).contains(query.count)
        scores.withUnsafeMutableBufferPointer { scores in
            guard isShelved else {
                for number in 0..<UInt32(count) { scores[Int(number)] = Float(score(query, metric, number)) }
                return
            }
            for number in others { scores[Int(number)] = Float(score(query, metric, number)) }
            let length = query.count
            run(query, metric, path, &scratch, limit: { _ in metric == .jaroWinkler ? 0 : .max }) { chunk, scratch in
                switch chunk.laneBits {
                case 8: chunk.write(UInt8.self, metric, query: length, &scratch, scores)
                case 16: chunk.write(UInt16.self, metric, query: length, &scratch, scores)
                default: chunk.write(UInt32.self, metric, query: length, &scratch, scores)
                }
            }
        }
    }

    /// The names whose Jaro–Winkler similarity with a query is at least `similarity`, by number.
    ///
    /// The similarity is compared before it is rounded to Float.
    package func matches(
        _ query: Span<UInt8>,
        atLeast similarity: Double,
        path: KernelPath = .best,
        scratch: inout SweepScratch
    ) -> [NameMatch] {
        select(query, .jaroWinkler, path, &scratch, isShelved: similarity > 0) { length in
            JaroWinkler.Counts.fewestMatches(query.count, length, atLeast: similarity).map(UInt32.init)
        } keep: {
            $0 >= similarity
        }
    }

    /// The names at most `most` edits from a query, by number.
    ///
    /// `metric` is one of the distances; similarities are asked for by ``matches(_:atLeast:path:scratch:)``, and with
    /// Jaro–Winkler here no name is found.
    package func matches(
        _ query: Span<UInt8>,
        _ metric: NameMetric,
        atMost most: Int,
        path: KernelPath = .best,
        scratch: inout SweepScratch
    ) -> [NameMatch] {
        guard metric != .jaroWinkler, most >= 0 else { return [] }
        let limit = UInt32(min(most, 255))
        return select(query, metric, path, &scratch, isShelved: true) { length in
            abs(length - query.count) <= most ? limit : nil
        } keep: {
            $0 <= Double(most)
        }
    }

    private func select(
        _ query: Span<UInt8>,
        _ metric: NameMetric,
        _ path: KernelPath,
        _ scratch: inout SweepScratch,
        isShelved: Bool,
        limit: (Int) -> UInt32?,
        keep: (Double) -> Bool
    ) -> [NameMatch] {
        let path = path.orBest
        var found: [NameMatch] = []
        func check(_ number: UInt32) {
            let score = score(query, metric, number)
            if keep(score) { found.append(NameMatch(number: number, score: Float(score))) }
        }
        guard isShelved, path != .scalar, (1...Int(REEVE_STEPS_MAX)).contains(query.count) else {
            for number in 0..<UInt32(count) { check(number) }
            return found
        }
        for number in others { check(number) }
        let length = query.count
        run(query, metric, path, &scratch, limit: limit) { chunk, _ in
            chunk.forEachKey { lane, key in
                let score = metric == .jaroWinkler ? chunk.counts(key, query: length).similarity : Double(key - 1)
                if keep(score) { found.append(NameMatch(number: chunk.numbers[lane], score: Float(score))) }
            }
        }
        found.sort { $0.number < $1.number }
        return found
    }

    /// Runs the kernel over every group of names for which `limit` has an answer, and hands over what it wrote.
    @inline(__always)
    private func run(
        _ query: Span<UInt8>,
        _ metric: NameMetric,
        _ path: KernelPath,
        _ scratch: inout SweepScratch,
        limit: (Int) -> UInt32?,
        body: (SweepChunk, inout SweepScratch) -> Void
    ) {
        for shelf in shelves {
            var limits: [UInt32?] = []
            for group in shelf.groups { limits.append(limit(group.length)) }
            guard limits.contains(where: { $0 != nil }) else { continue }
            let reader = SweepReader(shelf, query, metric, &scratch)
            for (group, limit) in zip(shelf.groups, limits) {
                guard let limit else { continue }
                reader.read(group, limit: limit, path, &scratch, body: body)
            }
        }
    }
}
