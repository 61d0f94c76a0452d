/// How common each name is: the reason why two records of one `okafor` say more than two of one `smith`.
enum NameShares {
    /// Counts the names of the columns into a model.
    ///
    /// Names no more common than five nominals, or one in 50,000, are left out and share one figure.
    static func count(_ columns: PersonColumns, into model: inout LinkageModel) {
        var given = [UInt32](repeating: 0, count: columns.names.count)
        var surname = given
        for value in columns.firsts.values { given[Int(value)] += 1 }
        for value in columns.surnames.values { surname[Int(columns.names.joined[Int(value)])] += 1 }
        let total = Double(max(columns.count, 1))
        let rare = max(5, total * 0.000_02)
        model.rareShare = min(rare / total, 1)
        model.givenNames = table(given, above: rare, of: total, columns.names)
        model.surnames = table(surname, above: rare, of: total, columns.names)
    }

    private static func table(
        _ counts: [UInt32],
        above rare: Double,
        of total: Double,
        _ names: NameColumn
    ) -> [String: Double] {
        var table: [String: Double] = [:]
        for (name, count) in counts.enumerated() where Double(count) > rare {
            table[names.text(UInt32(name))] = Double(count) / total
        }
        return table
    }

    /// The shares of every name of the columns by a model, as log2: first names and surnames.
    static func logarithms(_ names: NameColumn, _ model: LinkageModel) -> (given: [Float], surname: [Float]) {
        let rare = Float(Binary.log(model.rareShare))
        var given = [Float](repeating: rare, count: names.count)
        var surname = given
        for (name, share) in model.givenNames {
            if let id = names.texts.find(name.utf8Span.span) { given[Int(id)] = Float(Binary.log(min(share, 0.999))) }
        }
        for (name, share) in model.surnames {
            if let id = names.texts.find(name.utf8Span.span) { surname[Int(id)] = Float(Binary.log(min(share, 0.999))) }
        }
        return (given, surname)
    }
}
