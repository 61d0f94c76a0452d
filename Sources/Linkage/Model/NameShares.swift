/// How common each name is: the reason why two records of one `okafor` say more than two of one `smith`.
enum NameShares {
    /// Counts the names of the columns into a model.
    ///
    /// Names no more common than five nominals, or one in 50,000, are left out and share one figure.
    static func count(_ columns: PersonColumns, into model: inout LinkageModel) {
        let given = counts(columns.firsts.values, columns.names.count)
        let spelt = counts(columns.surnames.values, columns.names.count)
        var surname = [UInt32](repeating: 0, count: spelt.count)
        for (name, count) in spelt.enumerated() { surname[Int(columns.names.joined[name])] += count }
        let total = Double(max(columns.count, 1))
        let rare = max(5, total * 0.000_02)
        model.rareShare = min(rare / total, 1)
        model.givenNames = table(given, above: rare, of: total, columns.names.text)
        model.surnames = table(surname, above: rare, of: total, columns.names.text)
        model.others = (0..<4).map { kind in
            let counts = counts(columns.others[kind].values, columns.otherTexts[kind].count)
            return table(counts, above: rare, of: total) { columns.otherTexts[kind].text($0) }
        }
    }

    /// By value: how often it occurs.
    private static func counts(_ values: [UInt32], _ count: Int) -> [UInt32] {
        [UInt32](unsafeUninitializedCapacity: count) { counts, filled in
            counts.initialize(repeating: 0)
            filled = count
            for value in values where value != Runs.none { counts[Int(value)] += 1 }
        }
    }

    private static func table(
        _ counts: [UInt32],
        above rare: Double,
        of total: Double,
        _ text: (UInt32) -> String
    ) -> [String: Double] {
        var table: [String: Double] = [:]
        for (value, count) in counts.enumerated() where Double(count) > rare {
            table[text(UInt32(value))] = Double(count) / total
        }
        return table
    }

    /// log2 of the share of each value.
    struct Logarithms {
        var given: [Float]
        var surname: [Float]
        var others: [[Float]]
    }

    /// The shares of every value of the columns by a model.
    static func logarithms(_ columns: PersonColumns, _ model: LinkageModel) -> Logarithms {
        let rare = Float(Binary.log(model.rareShare))
        func list(_ table: [String: Double], _ texts: ByteDictionary) -> [Float] {
            var found = [Float](repeating: rare, count: texts.count)
            for (name, share) in table {
                if let id = texts.find(name.utf8Span.span) { found[Int(id)] = Float(Binary.log(min(share, 0.999))) }
            }
            return found
        }
        return Logarithms(
            given: list(model.givenNames, columns.names.texts),
            surname: list(model.surnames, columns.names.texts),
            others: (0..<4).map { list(model.others?[$0] ?? [:], columns.otherTexts[$0]) }
        )
    }
}
