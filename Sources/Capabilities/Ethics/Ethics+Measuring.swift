import CapabilityKit
import Vocabulary

extension EthicsFields {
    /// What was counted: outcomes by group, judgements, what it was built on and now meets, how often it was used.
    func measures() throws -> UseMeasures {
        var measures = UseMeasures()
        for (name, counts) in try pairs("groups") { measures.groups[name] = try Self.counts(counts, "groups") }
        for line in lines("judgements") {
            let words = line.split(separator: " ")
            let numbers = words.prefix(3).compactMap { Int($0) }.filter { (0...1_000_000).contains($0) }
            guard words.count == 4, numbers.count == 3, ["yes", "no"].contains(words[3]) else {
                throw Fault.ethicsField(
                    "judgements",
                    "`\(line)` is no judgement",
                    help: "write things shown, seconds, things changed, and whether it was decided otherwise: 4 35 1 no"
                )
            }
            measures.involvement.judgements.append(
                .init(shown: numbers[0], seconds: numbers[1], changed: numbers[2], isOverride: words[3] == "yes")
            )
        }
        measures.baseline = try tally("baseline")
        measures.current = try tally("current")
        measures.uses = text("uses").isEmpty ? 0 : try whole("uses")
        return measures
    }

    private func tally(_ name: String) throws -> [String: Int] {
        var tally: [String: Int] = [:]
        for (category, count) in try pairs(name) {
            tally[category] = try EthicsFields(values: [name: count]).whole(name)
        }
        return tally
    }
}
