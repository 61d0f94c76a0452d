import Vocabulary

/// Makes a mapping ready for one file.
struct PlanCompiler {
    let mapping: Mapping
    let mappingFile: String
    let today: CalendarDate
    private let plan: ImportPlan

    /// The plan, and for XML and JSON the shape that the reader is to look for.
    struct Compiled {
        var plan: ImportPlan
        var shape: TreeShape?
    }

    private init(_ mapping: Mapping, _ mappingFile: String, _ today: CalendarDate, _ source: Source) {
        self.mapping = mapping
        self.mappingFile = mappingFile
        self.today = today
        plan = ImportPlan(source: source)
        plan.tables = mapping.codeTables.map(CodeLookup.init)
    }

    /// For a CSV file, whose header gives the columns.
    static func csv(
        _ mapping: Mapping,
        file: Mapping.File,
        header: [String],
        name: String,
        mappingFile: String,
        source: Source,
        today: CalendarDate
    ) throws -> Compiled {
        let compiler = PlanCompiler(mapping, mappingFile, today, source)
        var seen: Set<String> = []
        for column in header where !seen.insert(column).inserted {
            throw Fault(
                .columnTwice,
                "`\(name)` has two columns called `\(column)`",
                help: "rename one of them in the header"
            )
        }
        for rows in file.rows {
            guard rows.inside.isEmpty else {
                throw compiler.fault(rows.place, "CSV has no rows inside rows")
            }
            for column in compiler.columns(rows) where !seen.contains(column) {
                throw Fault(
                    .columnMissing,
                    "`\(name)` has no column `\(column)`, which the mapping `\(mapping.name)` needs",
                    help: "its columns are \(header.joined(separator: ", "))"
                )
            }
            try compiler.level(rows, columns: header, own: header.count)
        }
        return Compiled(plan: compiler.plan, shape: nil)
    }

    /// For XML and JSON, where the mapping says what to look for.
    static func tree(
        _ mapping: Mapping,
        file: Mapping.File,
        mappingFile: String,
        source: Source,
        today: CalendarDate
    ) throws -> Compiled {
        let compiler = PlanCompiler(mapping, mappingFile, today, source)
        let shape = TreeShape(separator: mapping.format == .xml ? "/" : ".")
        var flat: [(rows: Mapping.Rows, level: Int)] = []
        func add(_ rows: Mapping.Rows, _ parent: Int?) {
            let level = shape.addLevel(rows.path, parent: parent)
            flat.append((rows, level))
            for inner in rows.inside { add(inner, level) }
        }
        for rows in file.rows { add(rows, nil) }
        // An outer row needs a column for whatever its inner rows take from it.
        var wanted = flat.map { compiler.columns($0.rows) }
        for index in flat.indices.reversed() {
            for path in wanted[index] where path.hasPrefix("../") {
                guard let parent = shape.levels[index].parent else {
                    throw compiler.fault(flat[index].rows.place, "`\(path)` is outside the outermost row")
                }
                let outer = String(path.dropFirst(3))
                if !wanted[parent].contains(outer) { wanted[parent].append(outer) }
            }
        }
        for index in flat.indices { shape.setColumns(wanted[index], of: index) }
        if let path = shape.resolveInherited() {
            throw compiler.fault("files", "`\(path)` is outside the outermost row")
        }
        for (rows, level) in flat {
            try compiler.level(rows, columns: shape.levels[level].columns, own: shape.levels[level].own)
        }
        return Compiled(plan: compiler.plan, shape: shape)
    }

    private func fault(_ place: String, _ words: String, help: String? = nil) -> Fault {
        Fault(.mappingBroken, "`\(mappingFile)` at `\(place)`: \(words)", help: help)
    }

    /// Every column that the records of a row name, in the order named.
    private func columns(_ rows: Mapping.Rows) -> [String] {
        var names: [String] = []
        var seen: Set<String> = []
        for record in rows.records {
            for name in Self.columns(record) where seen.insert(name).inserted { names.append(name) }
        }
        return names
    }

    private static func columns(_ record: Mapping.Record) -> [String] {
        var names: [String] = []
        for template in [record.key, record.subject?.key, record.object?.key] {
            for case .column(let name) in template?.parts ?? [] { names.append(name) }
        }
        if let condition = record.when { names += condition.columns }
        for value in [record.recordedAt, record.grading, record.marking, record.reviewOn] {
            names += value?.columns ?? []
        }
        return names + record.facts.flatMap(\.value.columns)
    }

    // MARK: - One row element

    private func level(_ rows: Mapping.Rows, columns: [String], own: Int) throws {
        var numbers: [String: Int32] = [:]
        for (index, name) in columns.enumerated() { numbers[name] = Int32(index) }
        plan.columnNames.append(columns)
        let start = plan.records.count
        // What each record holds word for word; what only records with a condition hold may go to another record.
        let holds = rows.records.map { Self.held($0) }
        var always: Set<String> = []
        for (record, held) in zip(rows.records, holds) where record.when == nil { always.formUnion(held) }
        let ever = holds.reduce(into: Set<String>()) { $0.formUnion($1) }
        var compiled: [ImportPlan.RecordPlan] = []
        for (record, held) in zip(rows.records, holds) {
            var one = try self.record(record, numbers)
            let loose = columns[..<own].filter { held.contains($0) && !always.contains($0) }
            one.held = kept(loose, numbers)
            compiled.append(one)
        }
        for one in compiled { plan.records.append(one) }
        let unmapped = columns[..<own].filter { !ever.contains($0) }
        plan.levels.append(
            ImportPlan.LevelPlan(
                records: ImportPlan.Run(start: Int32(start), count: Int32(compiled.count)),
                unmapped: kept(unmapped, numbers)
            )
        )
    }

    private func kept(_ names: [String], _ numbers: [String: Int32]) -> ImportPlan.Run {
        let start = plan.kept.count
        for name in names {
            plan.kept.append(ImportPlan.Kept(column: numbers[name] ?? 0, prefix: prefix("@" + name)))
        }
        return ImportPlan.Run(start: Int32(start), count: Int32(plan.kept.count - start))
    }

    /// Columns whose words a record holds whole: its key, and facts that cut nothing off.
    private static func held(_ record: Mapping.Record) -> Set<String> {
        var names: Set<String> = []
        if record.key.parts.count == 1, case .column(let name) = record.key.parts[0] { names.insert(name) }
        for (_, value) in record.facts where value.columns.count == 1 || value.joiner != nil {
            let cuts = value.steps?.contains { step in
                ["before ", "after ", "starts ", "drop "].contains { step.hasPrefix($0) }
            }
            if cuts != true { names.formUnion(value.columns) }
        }
        return names
    }

    private func record(_ record: Mapping.Record, _ numbers: [String: Int32]) throws -> ImportPlan.RecordPlan {
        var one = ImportPlan.RecordPlan(kind: record.kind.rawValue, key: key(record.key, record.kind, numbers))
        if let subject = record.subject { one.subject = key(subject.key, subject.kind, numbers) }
        if let object = record.object { one.object = key(object.key, object.kind, numbers) }
        if let condition = record.when {
            one.condition = ImportPlan.Run(start: Int32(plan.columns.count), count: Int32(condition.columns.count))
            for name in condition.columns { plan.columns.append(numbers[name] ?? 0) }
            one.conditionNegated = condition.negated
            let runs = (condition.values ?? []).map { plan.add($0) }
            one.conditionValues = ImportPlan.Run(start: Int32(plan.values.count), count: Int32(runs.count))
            for run in runs { plan.values.append(run) }
        }
        one.slot = slot(record.kind.name, "", "")
        one.recordedAt = try record.recordedAt.map { try value($0, record, "recordedAt", "time uk dayFirst", numbers) }
        one.grading = try record.grading.map { try value($0, record, "grading", "trim", numbers) }
        one.marking = try record.marking.map { try value($0, record, "marking", "trim", numbers) }
        one.reviewOn = try record.reviewOn.map { try value($0, record, "reviewOn", "date dayFirst", numbers) }
        var facts: [ImportPlan.FactPlan] = []
        for (attribute, fact) in record.facts {
            var one = ImportPlan.FactPlan(
                value: try value(fact, record, attribute.rawValue, Step.usual(attribute), numbers)
            )
            one.value.checksBirth = attribute == .birthDate
            one.prefix = prefix(attribute.rawValue)
            if fact.basis != .fact { one.basis = plan.add(",\"\(fact.basis.rawValue)\"") }
            facts.append(one)
        }
        one.facts = ImportPlan.Run(start: Int32(plan.facts.count), count: Int32(facts.count))
        for fact in facts { plan.facts.append(fact) }
        return one
    }

    private func prefix(_ name: String) -> ImportPlan.Run { plan.add(Self.prefix(name)) }

    /// `["surname",` for an attribute or a column.
    static func prefix(_ name: String) -> String {
        var out = ByteWriter(capacity: 64)
        out.append("[")
        out.appendQuoted(name)
        out.append(",")
        return String(decoding: out.bytes, as: UTF8.self)
    }

    private func key(_ template: Mapping.Template, _ kind: RecordKind, _ numbers: [String: Int32]) -> ImportPlan.Key {
        let start = plan.parts.count
        for part in template.parts {
            switch part {
            case .text(let text): plan.parts.append(.init(kind: .text, text: plan.add(text)))
            case .column(let name): plan.parts.append(.init(kind: .column, column: numbers[name] ?? 0))
            case .ordinal: plan.parts.append(.init(kind: .ordinal))
            }
        }
        let run = ImportPlan.Run(start: Int32(start), count: Int32(plan.parts.count - start))
        return ImportPlan.Key(parts: run, prefix: plan.add("\(plan.source)/\(kind.name)/"), isThere: true)
    }

    private func slot(_ kind: String, _ column: String, _ attribute: String) -> Int32 {
        plan.slots.append(ImportPlan.Slot(kind: kind, column: column, attribute: attribute))
        return Int32(plan.slots.count - 1)
    }

    private func value(
        _ value: Mapping.Value,
        _ record: Mapping.Record,
        _ attribute: String,
        _ usual: String,
        _ numbers: [String: Int32]
    ) throws -> ImportPlan.Value {
        var one = ImportPlan.Value()
        let start = plan.columns.count
        for name in value.columns { plan.columns.append(numbers[name] ?? 0) }
        one.columns = ImportPlan.Run(start: Int32(start), count: Int32(value.columns.count))
        one.isJoined = value.joiner != nil && value.columns.count > 1
        if let joiner = value.joiner { one.joiner = plan.add(joiner) }
        if let constant = value.constant { one.constant = plan.add(constant) }
        one.isRequired = value.isRequired
        one.slot = slot(record.kind.name, value.columns.joined(separator: " "), attribute)
        let isBirth = attribute == Attribute.birthDate.rawValue
        let steps = try (value.steps ?? [usual]).map { try step($0, value.place, isBirth: isBirth) }
        one.steps = ImportPlan.Run(start: Int32(plan.steps.count), count: Int32(steps.count))
        for step in steps { plan.steps.append(step) }
        return one
    }

    /// `date dayFirst 2026`, `time utc`, `code sex`, `before ,`, `trim`.
    private func step(_ text: String, _ place: String, isBirth: Bool) throws -> Step {
        if let operation = Step.plain[text] { return Step(operation: operation) }
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        let words = (parts.count > 1 ? parts[1] : "").split(separator: " ").map(String.init)
        let order = DateOrder.allCases.firstIndex { words.contains($0.rawValue) } ?? 0
        switch (parts.first ?? "", parts.count) {
        case ("date", _):
            let given = words.compactMap { Int($0) }.first
            let ending = given ?? (isBirth ? Int(today.year) : CalendarDate.centuryEnding)
            let rest = words.filter { DateOrder(rawValue: $0) == nil && Int($0) == nil }
            if rest.isEmpty { return Step(operation: .date, first: Int32(order), second: Int32(ending)) }
        case ("time", _):
            let rest = words.filter { DateOrder(rawValue: $0) == nil && $0 != "uk" && $0 != "utc" }
            if rest.isEmpty {
                return Step(operation: .time, first: Int32(order), second: words.contains("utc") ? 1 : 0)
            }
        case ("code", 2):
            guard let index = plan.tables.firstIndex(where: { $0.name == parts[1] }) else {
                let names = plan.tables.map(\.name).sorted().joined(separator: ", ")
                throw fault(place, "there is no code table `\(parts[1])`", help: "the mapping has \(names)")
            }
            return Step(operation: .code, first: Int32(index))
        case ("before", 2), ("after", 2), ("starts", 2), ("drop", 2):
            let run = plan.add(parts[1])
            let operations: [String: Step.Operation] = [
                "before": .before, "after": .after, "starts": .starts, "drop": .drop,
            ]
            if let operation = operations[parts[0]] {
                return Step(operation: operation, first: run.start, second: run.count)
            }
        default: break
        }
        throw fault(place, "`\(text)` is not a transformation", help: "see the list in docs/guide/mappings.md")
    }
}
