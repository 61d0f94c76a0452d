import Vocabulary

extension Mapping {
    /// Reads a mapping file.
    ///
    /// Whatever is not understood is refused with the file's name and the place in it.
    init(parsing bytes: [UInt8], file: String) throws {
        let value: JSONValue
        do { value = try JSONValue(parsing: bytes) } catch {
            let line = 1 + bytes[..<min(error.at, bytes.count)].count { $0 == 0x0a }
            throw Fault(.mappingBroken, "`\(file)` line \(line) is \(error)", help: "a mapping is a JSON file")
        }
        let top = try MappingCursor(value, file: file, path: "")
        name = try top.text("name")
        title = try top.optionalText("title") ?? name
        _ = try top.optionalText("notes")
        format = try top.oneOf("format", Format.allCases)
        if let text = try top.optionalText("encoding") {
            guard let known = TextEncoding(name: text) else {
                let names = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
                throw top.fault("encoding", "`\(text)` is not an encoding Reeve reads", help: "one of \(names)")
            }
            encoding = known
        }
        if let text = try top.optionalText("delimiter") {
            guard text.utf8.count == 1, let byte = text.utf8.first, byte < 0x80, !"\"\r\n".utf8.contains(byte) else {
                throw top.fault("delimiter", "`\(text)` is not one character", help: "such as `,`, `;`, `|` or `\\t`")
            }
            delimiter = byte
        }
        header = try top.texts("header")
        system = try top.optionalText("system")
        codeTables =
            try top.optional("codeTables")?.members.map { name, table in
                CodeTable(name: name, codes: try table.members.map { ($0, try $1.text()) })
            } ?? []
        let format = format
        files = try top.items("files").map { cursor in
            let pattern = try cursor.optionalText("file") ?? "*"
            let rows: [Rows]
            if format == .xml {
                rows = try cursor.items("rows").map { try Rows($0) }
            } else {
                rows = [try Rows(cursor, isWhole: true)]
            }
            try cursor.finish()
            return File(pattern: pattern, rows: rows)
        }
        try top.finish()
    }
}

extension Mapping.Rows {
    /// `isWhole`: the cursor is a file's own, whose every row this is.
    fileprivate init(_ cursor: MappingCursor, isWhole: Bool = false) throws {
        place = cursor.path
        path = isWhole ? "" : try cursor.text("path")
        records = try cursor.items("records").map { try Mapping.Record($0) }
        inside = try cursor.optionalItems("inside").map { try Mapping.Rows($0) }
        if !isWhole { try cursor.finish() }
    }
}

extension Mapping.Record {
    fileprivate init(_ cursor: MappingCursor) throws {
        place = cursor.path
        kind = try cursor.kind("kind")
        key = try cursor.template("key")
        subject = try cursor.reference("subject")
        object = try cursor.reference("object")
        recordedAt = try cursor.optional("recordedAt").map { try Mapping.Value($0) }
        grading = try cursor.optional("grading").map { try Mapping.Value($0) }
        marking = try cursor.optional("marking").map { try Mapping.Value($0) }
        reviewOn = try cursor.optional("reviewOn").map { try Mapping.Value($0) }
        if let condition = try cursor.optional("when") {
            switch condition.value {
            case .string(let column): when = Mapping.Condition(columns: [column])
            case .array: when = Mapping.Condition(columns: try condition.list.map { try $0.text() })
            default:
                let isOne = try condition.texts("is"), isNot = try condition.texts("isNot")
                guard isOne == nil || isNot == nil else {
                    throw condition.fault("isNot", "a condition has `is` or `isNot`, not both")
                }
                when = Mapping.Condition(
                    columns: [try condition.text("column")],
                    values: isOne ?? isNot,
                    negated: isNot != nil
                )
                try condition.finish()
            }
        }
        for (name, value) in try cursor.optional("facts")?.members ?? [] {
            guard let attribute = Attribute(rawValue: name) else {
                throw value.fault(nil, "`\(name)` is not an attribute", help: "see the list in docs/guide/mappings.md")
            }
            if case .array = value.value {
                facts += try value.list.map { (attribute, try Mapping.Value($0)) }
            } else {
                facts.append((attribute, try Mapping.Value(value)))
            }
        }
        try cursor.finish()
    }
}

extension Mapping.Value {
    fileprivate init(_ cursor: MappingCursor) throws {
        place = cursor.path
        if case .string(let column) = cursor.value {
            columns = [column]
            return
        }
        columns = try cursor.texts("from") ?? []
        joiner = try cursor.optionalText("join")
        constant = try cursor.optionalText("constant")
        steps = try cursor.texts("as")
        isRequired = try cursor.flag("required")
        if let text = try cursor.optionalText("basis") {
            guard let known = Fact.Basis(rawValue: text) else {
                throw cursor.fault("basis", "`\(text)` is not a basis", help: "fact, assessment or unknown")
            }
            basis = known
        }
        guard columns.isEmpty != (constant == nil) else {
            throw cursor.fault(nil, "a value comes either `from` columns or from a `constant`")
        }
        try cursor.finish()
    }
}
