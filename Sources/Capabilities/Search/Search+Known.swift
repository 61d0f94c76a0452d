import CapabilityKit

extension Search {
    /// One value that records give, with every record that gives it.
    struct Saying: Sendable {
        var value: String
        /// Newest first.
        var records: [StoredRecord]
        var basis: Fact.Basis

        /// The different systems of different forces that say it.
        var sources: Set<Source> { Set(records.map(\.record.id.source)) }
        var newest: Int64 { records.first?.moment ?? 0 }
    }

    /// Values with who says them, those said by most sources first, then the newest.
    ///
    /// - Complexity: O(n log n) in the number of records.
    static func sayings(_ records: [StoredRecord], _ value: (Record) -> (String, Fact.Basis)?) -> [Saying] {
        var found: [String: Saying] = [:]
        for record in records.sorted(by: { ($1.moment, $0.handle) < ($0.moment, $1.handle) }) {
            guard let (words, basis) = value(record.record), !words.isEmpty else { continue }
            found[words.lowercased(), default: Saying(value: words, records: [], basis: basis)].records.append(record)
        }
        return found.values.sorted {
            ($1.sources.count, $1.newest, $0.value) < ($0.sources.count, $0.newest, $1.value)
        }
    }

    /// How sure a fact is, from who says it: never a probability, and never fused with an intelligence grading.
    ///
    /// Certain: two or more systems say so and none says otherwise. Strong: two or more say so, others differ. Fair: one
    /// system says so. Weak: an assessment, or graded below reliable and corroborated.
    static func confidence(_ saying: Saying, conflicts: Int) -> Confidence {
        let grading = saying.records.compactMap(\.record.grading).first
        if saying.basis == .assessment { return .weak }
        if let grading, grading.source != .reliable || ![.knownDirectly, .corroborated].contains(grading.intelligence) {
            return .weak
        }
        if saying.sources.count > 1 { return conflicts == 0 ? .certain : .strong }
        return .fair
    }

    /// `14 Example Row, Leeds LS6 3AA`.
    static func place(in record: Record) -> String? {
        let line = record[.addressLine] ?? record[.address]
        let end = [record[.town], record[.postcode]].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        let parts = [line ?? "", end].filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: ", ").headCapitals
    }
}
