import Synchronization

/// What a node counts while it runs, for Prometheus: counts and times, never a word about anybody.
///
/// A label's value is a route as it was declared, a kind of entry or a force: none comes from what somebody typed.
package final class Measures: Sendable {
    /// A measure by its name, with what it says.
    package struct Family: Hashable, Sendable {
        /// A sum that only grows, a figure of now, or times sorted into bounds.
        package enum Kind: String, Sendable { case counter, gauge, histogram }

        package var name: String
        package var kind: Kind
        package var help: String
        /// Upper bounds in seconds, ascending, of a histogram.
        var bounds: [Double] = []

        package init(_ name: String, _ kind: Kind, _ help: String, bounds: [Double] = []) {
            self.name = name
            self.kind = kind
            self.help = help
            self.bounds = bounds
        }
    }

    /// One value of a measure with its labels, to be written.
    package struct Sample: Sendable {
        package var family: Family
        package var labels: [(String, String)]
        package var value: Double

        package init(_ family: Family, _ labels: [(String, String)] = [], _ value: Double) {
            self.family = family
            self.labels = labels
            self.value = value
        }
    }

    private struct Key: Hashable {
        var family: Family
        var labels: String
    }

    private struct Times {
        var counts: [Int]
        var sum = 0.0
    }

    private struct State {
        var counts: [Key: Int] = [:]
        var times: [Key: Times] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Counts one more.
    package func count(_ family: Family, _ labels: [(String, String)] = []) {
        let key = Key(family: family, labels: Self.text(labels))
        state.withLock { $0.counts[key, default: 0] += 1 }
    }

    /// Takes down how long something took.
    package func took(_ family: Family, _ duration: Duration, _ labels: [(String, String)] = []) {
        let parts = duration.components
        let seconds = Double(parts.seconds) + Double(parts.attoseconds) / 1e18
        let key = Key(family: family, labels: Self.text(labels))
        let place = family.bounds.firstIndex { seconds <= $0 } ?? family.bounds.count
        state.withLock { state in
            var times = state.times[key] ?? Times(counts: Array(repeating: 0, count: family.bounds.count + 1))
            times.counts[place] += 1
            times.sum += seconds
            state.times[key] = times
        }
    }

    /// Everything counted, and `samples`, in Prometheus' text format 0.0.4.
    package func text(with samples: [Sample]) -> String {
        let (counts, times) = state.withLock { ($0.counts, $0.times) }
        var lines: [Family: [String]] = [:]
        for sample in samples {
            lines[sample.family, default: []].append(
                "\(sample.family.name)\(Self.text(sample.labels)) \(Self.text(sample.value))"
            )
        }
        for (key, count) in counts { lines[key.family, default: []].append("\(key.family.name)\(key.labels) \(count)") }
        for (key, times) in times { lines[key.family, default: []] += Self.lines(key, times) }
        return lines.sorted { $0.key.name < $1.key.name }.map { family, lines in
            let ordered = family.kind == .histogram ? lines : lines.sorted()
            return
                (["# HELP \(family.name) \(family.help)", "# TYPE \(family.name) \(family.kind.rawValue)"] + ordered)
                .joined(separator: "\n") + "\n"
        }.joined()
    }

    private static func lines(_ key: Key, _ times: Times) -> [String] {
        let inner = key.labels.isEmpty ? "" : key.labels.dropFirst().dropLast() + ","
        var total = 0
        var lines: [String] = []
        for (count, bound) in zip(times.counts, key.family.bounds.map { "\($0)" } + ["+Inf"]) {
            total += count
            lines.append("\(key.family.name)_bucket{\(inner)le=\"\(bound)\"} \(total)")
        }
        lines.append("\(key.family.name)_sum\(key.labels) \(times.sum)")
        lines.append("\(key.family.name)_count\(key.labels) \(total)")
        return lines
    }

    private static func text(_ value: Double) -> String {
        value.rounded() == value && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }

    private static func text(_ labels: [(String, String)]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.map { name, value in
            let plain = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
            return "\(name)=\"\(plain)\""
        }
        return "{\(pairs.joined(separator: ","))}"
    }
}
