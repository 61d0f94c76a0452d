/// Measures the comparison of names, every one with every one, on one core.
package enum KernelBench {
    /// One measure.
    package struct Result: Codable, Equatable, Sendable {
        /// `jaroWinkler`, `levenshtein` or `alignment`; with `_cutoff` where only near names were asked for.
        package var metric: String
        package var path: KernelPath
        /// The best and the middle one of the rounds.
        package var pairsPerSecondBest: Double
        package var pairsPerSecondMedian: Double
        package var pairs: Int
        /// The sum of all scores or of all numbers found: equal for all paths.
        package var checksum: Double
    }

    /// What was measured, and on which names.
    package struct Report: Codable, Equatable, Sendable {
        package var names: Int
        package var meanBytes: Double
        package var results: [Result]
    }

    /// Compares all names with all, `rounds` times for each metric and path.
    ///
    /// `seconds` reads a clock, best the processor's: only differences are used. The scalar path takes a tenth of the
    /// queries. Names are taken as they are, repeated ones too, as `rapidfuzz.process.cdist` does.
    package static func run(
        _ names: [[UInt8]],
        paths: [KernelPath] = KernelPath.available,
        rounds: Int = 5,
        seconds: () -> Double
    ) -> Report {
        let batch = NameBatch(names)
        var results: [Result] = []
        for path in paths where KernelPath.available.contains(path) {
            let queries = path == .scalar ? names.prefix(max(1, names.count / 10)) : names[...]
            for metric in NameMetric.allCases {
                for isCut in [false, true] {
                    results.append(
                        measure(batch, queries, metric, path, isCut: isCut, rounds: rounds, seconds: seconds)
                    )
                }
            }
        }
        return Report(
            names: names.count,
            meanBytes: names.isEmpty ? 0 : Double(batch.bytes.count) / Double(names.count),
            results: results
        )
    }

    private static func measure(
        _ batch: NameBatch,
        _ queries: ArraySlice<[UInt8]>,
        _ metric: NameMetric,
        _ path: KernelPath,
        isCut: Bool,
        rounds: Int,
        seconds: () -> Double
    ) -> Result {
        var scratch = SweepScratch()
        var scores: [Float] = []
        var times: [Double] = []
        var checksum = 0.0
        for _ in 0..<max(1, rounds) {
            checksum = 0
            let start = seconds()
            for query in queries {
                if !isCut {
                    batch.sweep(query.span, metric, into: &scores, path: path, scratch: &scratch)
                    // One score of each sweep: enough to keep the work, too little to cost time.
                    checksum += Double(scores.last ?? 0)
                } else if metric == .jaroWinkler {
                    let found = batch.matches(query.span, atLeast: 0.9, path: path, scratch: &scratch)
                    checksum += Double(found.count)
                } else {
                    let found = batch.matches(query.span, metric, atMost: 2, path: path, scratch: &scratch)
                    checksum += Double(found.count)
                }
            }
            times.append(max(seconds() - start, 1e-9))
        }
        times.sort()
        let pairs = queries.count * batch.count
        return Result(
            metric: metric.rawValue + (isCut ? "_cutoff" : ""),
            path: path,
            pairsPerSecondBest: Double(pairs) / times[0],
            pairsPerSecondMedian: Double(pairs) / times[times.count / 2],
            pairs: pairs,
            checksum: checksum
        )
    }
}
