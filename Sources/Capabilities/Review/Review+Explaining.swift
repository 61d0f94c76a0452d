import Foundation
import Linkage
import PageKit
import Vocabulary

extension Review {
    /// What one step of an explanation found, in words: `one letter or close spelling: Okafor, Okafer; a rare name`.
    static func words(of step: PairExplanation.Step) -> String {
        var text = step.level
        if !step.a.isEmpty, !step.b.isEmpty {
            text += ": " + (step.a == step.b ? step.a : "\(step.a) · \(step.b)")
        }
        if let note = step.note {
            text += "; " + note
            if abs(step.rarityBits) > 0.5 { text += " (\(Phrase.signed(step.rarityBits)))" }
        }
        return text
    }

    /// What `reeve explain` answers, as a program reads it.
    struct ExplainReply: Encodable {
        /// By the name of the record: what it is called in the files or on the node.
        struct Pair: Encodable {
            var a: String
            var b: String
            var sentence: String
            var priorBits: Double
            var totalBits: Double
            var probability: Double
            var steps: [PairExplanation.Step]
            /// By field and level: how many pairs stand behind the weight, where the joining kept count.
            var behind: [LevelWeight]?
        }

        struct Cluster: Encodable {
            var members: [String]
            var weakest: Pair?
            var dissent: [Dissent]
            var isPartial: Bool
        }

        struct Dissent: Encodable {
            var field: String
            var level: String
            var a: String
            var b: String
            var valueA: String
            var valueB: String
            var bits: Double
        }

        /// The pair that was asked for, or the links that hold a cluster together, strongest first.
        var pairs: [Pair]
        var cluster: Cluster?

        /// One pair.
        init(_ explanation: PairExplanation, levels: [LevelWeight], name: (Int64) -> String) {
            pairs = [Self.pair(explanation, levels, name)]
        }

        /// A whole cluster.
        init(_ explained: ClusterExplanation, levels: [LevelWeight], name: (Int64) -> String) {
            pairs = explained.links.map { Self.pair($0, levels, name) }
            cluster = Cluster(
                members: explained.members.map(name),
                weakest: pairs.last,
                dissent: explained.dissent.map {
                    Dissent(
                        field: $0.field,
                        level: $0.level,
                        a: name($0.a),
                        b: name($0.b),
                        valueA: $0.valueA,
                        valueB: $0.valueB,
                        bits: $0.bits
                    )
                },
                isPartial: explained.isPartial
            )
        }

        private static func pair(
            _ explanation: PairExplanation,
            _ levels: [LevelWeight],
            _ name: (Int64) -> String
        ) -> Pair {
            let reached = Set(explanation.steps.map { [$0.field, $0.level] })
            return Pair(
                a: name(explanation.a),
                b: name(explanation.b),
                sentence: explanation.sentence,
                priorBits: explanation.priorBits,
                totalBits: explanation.totalBits,
                probability: explanation.probability,
                steps: explanation.steps,
                behind: levels.isEmpty ? nil : levels.filter { reached.contains([$0.field, $0.level]) }
            )
        }
    }
}

extension Review.ExplainReply {
    /// The reply as lines for a terminal: a waterfall of bars for each pair.
    var listing: String {
        var lines: [String] = []
        if let cluster {
            lines.append("\(Phrase.count(cluster.members.count, "record")): \(cluster.members.joined(separator: ", "))")
            if let weakest = cluster.weakest {
                lines.append(
                    "weakest link: \(weakest.a) and \(weakest.b), \(Phrase.signed(weakest.totalBits)) bits"
                        + " (\(Phrase.percent(weakest.probability)))"
                )
            }
            for fact in cluster.dissent {
                lines.append(
                    "speaks against: \(fact.field.lowercased()) \(fact.valueA) (\(fact.a)) · \(fact.valueB) (\(fact.b)):"
                        + " \(fact.level), \(Phrase.signed(fact.bits))"
                )
            }
            if cluster.isPartial { lines.append("too many records to compare each with each: not all is listed") }
            lines.append("")
        }
        for pair in pairs { lines += Self.lines(pair) + [""] }
        return lines.joined(separator: "\n")
    }

    private static let barWidth = 36

    private static func lines(_ pair: Pair) -> [String] {
        var ends = [0.0, pair.priorBits]
        var sum = pair.priorBits
        let steps = pair.steps.filter { $0.bits != 0 || !$0.a.isEmpty && !$0.b.isEmpty }
        for step in steps {
            sum += step.bits
            ends.append(sum)
        }
        let low = ends.min() ?? 0
        let span = max((ends.max() ?? 0) - low, 1e-9)
        func line(_ label: String, _ from: Double, _ to: Double, _ figure: String, _ words: String) -> String {
            let start = Int(((min(from, to) - low) / span * Double(barWidth)).rounded())
            let end = max(Int(((max(from, to) - low) / span * Double(barWidth)).rounded()), start + 1)
            let bar =
                String(repeating: " ", count: min(start, barWidth - 1))
                + String(repeating: to < from ? "▒" : "█", count: min(end, barWidth) - min(start, barWidth - 1))
            return [pad(label, 16), pad(figure, 8, right: true), " ", pad(bar, barWidth), " ", words].joined()
                .trimmingCharacters(in: .newlines)
        }
        var lines = ["\(pair.a) against \(pair.b)", pair.sentence, ""]
        lines.append(line("Starting odds", 0, pair.priorBits, Phrase.signed(pair.priorBits), ""))
        sum = pair.priorBits
        for step in steps {
            lines.append(line(step.field, sum, sum + step.bits, Phrase.signed(step.bits), words(step, pair.behind)))
            sum += step.bits
        }
        let result = "probability \(Phrase.percent(pair.probability)) (\(pair.probability))"
        lines.append(line("Result", 0, pair.totalBits, Phrase.signed(pair.totalBits), result))
        return lines
    }

    /// What a step found, and how many pairs stand behind its weight.
    private static func words(_ step: PairExplanation.Step, _ behind: [LevelWeight]?) -> String {
        let text = Review.words(of: step)
        guard let level = behind?.first(where: { $0.field == step.field && $0.level == step.level }), level.pairs > 0
        else { return text }
        let expected = Phrase.number(Int(level.expectedMatches.rounded()))
        return text + " [\(Phrase.number(level.pairs)) pairs, about \(expected) true]"
    }

    private static func pad(_ text: String, _ width: Int, right: Bool = false) -> String {
        let space = String(repeating: " ", count: max(width - text.count, 0))
        return right ? space + text : text + space
    }
}
