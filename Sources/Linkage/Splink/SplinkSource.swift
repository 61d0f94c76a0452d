import Vocabulary

/// The SQL of a model, read and checked with the place of each part named in every fault.
struct SplinkSource {
    /// Conditions by comparison and level, `nil` for `ELSE`; rules in order.
    struct Checked {
        var levels: [[SplinkTerm?]] = []
        var rules: [SplinkTerm] = []
    }

    let model: SplinkModel

    init(_ model: SplinkModel) { self.model = model }

    /// Reads and checks every condition.
    func check(_ binder: inout SplinkBinder) throws(Fault) -> Checked {
        var checked = Checked()
        for comparison in model.comparisons {
            var levels: [SplinkTerm?] = []
            for (place, level) in comparison.levels.enumerated() {
                if level.isElse {
                    levels.append(nil)
                    continue
                }
                let name = "comparison `\(comparison.name)`, level \(place + 1) (`\(level.label ?? level.condition)`)"
                do {
                    levels.append(try binder.condition(try SQLParser.parse(level.condition)))
                } catch {
                    throw Self.placed(error, name)
                }
                if let share = level.shareAdjustment { try note(share.column, name, &binder) }
            }
            checked.levels.append(levels)
        }
        for (place, rule) in model.blockingRules.enumerated() {
            let name = "blocking rule \(place + 1) (`\(rule.sql)`)"
            guard rule.arraysToExplode.isEmpty else {
                throw Self.placed(SplinkFault.condition("a rule over the elements of lists"), name)
            }
            do {
                checked.rules.append(try binder.condition(try SQLParser.parse(rule.sql)))
            } catch {
                throw Self.placed(error, name)
            }
        }
        return checked
    }

    private static func placed(_ fault: Fault, _ place: String) -> Fault {
        Fault(fault.code, "\(place): \(fault.message)", help: fault.help, cause: fault.cause)
    }

    /// A column of shares must be there; one that came with the records is of numbers.
    private func note(_ column: String, _ place: String, _ binder: inout SplinkBinder) throws(Fault) {
        do {
            _ = try binder.bind(.column(column, .left))
            let given = SQLExpression.column(model.shareColumnPrefix + column, .left)
            if binder.records.column(model.shareColumnPrefix + column) != nil {
                _ = try binder.number(try binder.bind(given))
            }
        } catch {
            throw Self.placed(error, place)
        }
    }

    // MARK: - Shares

    /// The u that a value's share stands in for: that of the comparison's level of the column's exact match.
    static func baseOfShares(
        _ level: SplinkLevel,
        _ comparison: SplinkComparison,
        _ probabilities: [(m: Double, u: Double)?],
        _ place: Int
    ) throws(Fault) -> Double {
        guard let adjustment = level.shareAdjustment else { return 1 }
        var base: Double?
        if adjustment.ignoresExactMatch {
            base = probabilities[place]?.u
        } else {
            let wanted = unquoted(adjustment.column).lowercased()
            for (other, candidate) in comparison.levels.enumerated() where !candidate.isElse {
                guard let columns = exactMatchColumns(try SQLParser.parse(candidate.condition)) else { continue }
                if columns == [wanted] {
                    base = probabilities[other]?.u
                    break
                }
            }
        }
        guard let base, base > 0 else {
            throw SplinkFault.model(
                "level `\(level.label ?? level.condition)` is adjusted by the shares of `\(adjustment.column)`, and "
                    + "there is no level for its exact match with a u above 0"
            )
        }
        return base
    }

    /// The columns, in small letters, of a condition that is nothing but `x_l = x_r` for each of them.
    static func exactMatchColumns(_ expression: SQLExpression) -> Set<String>? {
        switch expression {
        case .compare(.equal, .column(let a, let side), .column(let b, let other))
        where a.lowercased() == b.lowercased() && side != other:
            return [a.lowercased()]
        case .and(let parts):
            var found: Set<String> = []
            for part in parts {
                guard let columns = exactMatchColumns(part) else { return nil }
                found.formUnion(columns)
            }
            return found
        default: return nil
        }
    }

    /// A column's name without the quotes SQL may have round it.
    static func unquoted(_ name: String) -> String {
        for quote in ["\"", "`"] where name.count > 2 && name.hasPrefix(quote) && name.hasSuffix(quote) {
            return String(name.dropFirst().dropLast())
        }
        return name
    }
}

extension SplinkCompiler {
    /// The column of the shares of another column's values, among all records that have one.
    mutating func shares(_ name: String, prefix: String, _ binder: SplinkBinder) throws(Fault) -> Int32 {
        let name = SplinkSource.unquoted(name)
        if let given = binder.records.column(prefix + name) { return try numberColumn(.column(given, .left)) }
        guard let column = binder.records.column(name) else {
            throw SplinkFault.records("the records have no column `\(name)`", help: "give the column of the shares")
        }
        let values = try binder.values(column)
        var counts: [SplinkValue: Int] = [:]
        let ids = binder.records.columns[column].ids
        var perID = [Int](repeating: 0, count: values.count)
        for id in ids { perID[Int(id)] += 1 }
        perID[0] = 0
        // Texts are of one value each; numbers may be written in several ways.
        if binder.types[column] != .text {
            for (id, count) in perID.enumerated() where count > 0 { counts[values[id], default: 0] += count }
            for id in perID.indices where perID[id] > 0 { perID[id] = counts[values[id]] ?? 0 }
        }
        let total = Double(ids.count { $0 != 0 })
        let shares = perID.map { $0 == 0 ? SplinkProgram.missing : Double($0) / total }
        return addNumbers(ids.map { shares[Int($0)] })
    }
}

extension SplinkProgram.Scratch {
    /// - Throws: `Fault` when a condition ended in an error for some pair.
    func check(_ program: SplinkProgram) throws(Fault) {
        if let refused { throw SplinkTexts.refused(refused) }
        if failure != nil {
            throw SplinkFault.records(
                "a condition of the model failed for a pair, as a cast of a text that is no number does",
                help: "write `try_cast` in the model, or mend the values"
            )
        }
    }
}
