import Foundation
import Linkage
import Vocabulary

extension Review {
    /// Which pairs a person should judge: those where a judgement teaches most.
    enum PairSample {
        /// How far from the line, in bits, a band reaches, and its part of the sample.
        private static let bands: [(bitsMax: Double, share: Double)] = [
            (1, 0.30), (2, 0.25), (4, 0.25), (8, 0.15), (.infinity, 0.05),
        ]

        /// At most `count` pairs, the most telling first.
        ///
        /// Nearest to the line between joining and not joining first, on both sides of it; within a band in turn one
        /// of each pattern of agreement, the commonest patterns first, since what is learnt of one pair holds for all
        /// of its pattern. The same edges give the same sample.
        static func choose(
            _ edges: [Edge],
            _ count: Int,
            joinProbability: Double,
            explain: (Int, Int) throws -> PairExplanation
        ) rethrows -> [Edge] {
            let line = SplinkScorer.bits(probability: joinProbability)
            var byBand = bands.map { _ in [Edge]() }
            for edge in edges where edge.bits.isFinite {
                let distance = abs(edge.bits - line)
                if let band = bands.firstIndex(where: { distance < $0.bitsMax }) { byBand[band].append(edge) }
            }
            var chosen: [Edge] = []
            var owed = 0.0
            for (band, edges) in byBand.enumerated() {
                // What one band cannot fill, the next ones take over.
                owed += bands[band].share * Double(count)
                let wanted = min(Int(owed.rounded()), edges.count)
                owed -= Double(wanted)
                chosen += try take(wanted, of: edges, explain)
            }
            // And what the last ones could not take over comes from the nearest again.
            if chosen.count < count {
                let known = Set(chosen)
                chosen += byBand.flatMap { $0 }.filter { !known.contains($0) }.prefix(count - chosen.count)
            }
            return chosen
        }

        private static func take(
            _ wanted: Int,
            of edges: [Edge],
            _ explain: (Int, Int) throws -> PairExplanation
        ) rethrows -> [Edge] {
            guard wanted > 0 else { return [] }
            let looked = min(edges.count, wanted * 8)
            var byPattern: [String: [Edge]] = [:]
            for number in 0..<looked {
                let edge = edges[number * edges.count / looked]
                let pattern = try explain(Int(edge.a), Int(edge.b)).steps.map(\.level).joined(separator: "|")
                byPattern[pattern, default: []].append(edge)
            }
            let groups = byPattern.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map(\.value)
            var taken: [Edge] = []
            var round = 0
            while taken.count < wanted {
                for group in groups where round < group.count && taken.count < wanted { taken.append(group[round]) }
                round += 1
            }
            return taken
        }
    }

    /// The words a judged sample may hold.
    private static let verdicts: [String: Judgement.Verdict] = [
        "same": .same, "different": .different, "unsure": .unsure, "not sure": .unsure,
    ]

    /// Reads judged pairs: a CSV with the columns `a`, `b` and `judgement`; lines without a judgement are left out.
    ///
    /// - Throws: a fault that names the line and the field.
    static func labels(in path: String, keys: [String]) throws -> [Judgement] {
        func fault(_ line: Int, _ words: String, _ help: String) -> Fault {
            Fault(.labelsUnreadable, "`\(path)` line \(line): \(words)", help: help)
        }
        let table = try PeopleFiles([path]).read { try PlainTable($0) }
        let places = try ["a", "b", "judgement"].map { name in
            guard let place = table.headings.firstIndex(of: name) else {
                throw fault(1, "there is no column `\(name)`", "give the review-sample.csv of `reeve link … --out`")
            }
            return place
        }
        var rows: [String: Int64] = [:]
        rows.reserveCapacity(keys.count)
        for (row, key) in keys.enumerated() { rows[key] = Int64(row) }
        var found: [Judgement] = []
        for (number, row) in table.rows.enumerated() {
            let word = row[places[2]].lowercased()
            if word.isEmpty { continue }
            guard let verdict = verdicts[word] else {
                throw fault(
                    table.lines[number],
                    "field `judgement` is `\(row[places[2]])`",
                    "write same, different or unsure, or leave it empty"
                )
            }
            let pair = try [0, 1].map { side in
                guard let handle = rows[fromSheet(row[places[side]])] else {
                    throw fault(
                        table.lines[number],
                        "field `\(["a", "b"][side])` names `\(row[places[side]])`, which is in none of the files",
                        "give the same files and the same --id as when the sample was made"
                    )
                }
                return handle
            }
            found.append(Judgement(pair[0], pair[1], verdict))
        }
        return found
    }
}
