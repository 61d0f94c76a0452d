import Vocabulary

/// One value in a mapping file, with the way to it for messages; remembers what was asked for, so that whatever was
/// not (a misspelt name) can be refused.
final class MappingCursor {
    let value: JSONValue
    let file: String
    /// `files[0].records[2].facts.birthDate`.
    let path: String
    private var asked: Set<String> = []

    init(_ value: JSONValue, file: String, path: String) throws {
        self.value = value
        self.file = file
        self.path = path
    }

    func fault(_ name: String?, _ words: String, help: String? = nil) -> Fault {
        let place = name.map { path.isEmpty ? $0 : "\(path).\($0)" } ?? path
        return Fault(.mappingBroken, "`\(file)` at `\(place)`: \(words)", help: help)
    }

    /// The members of an object in the order written.
    var members: [(String, MappingCursor)] {
        get throws {
            guard case .object(let members) = value else { throw fault(nil, "an object in braces is expected") }
            return try members.map { ($0.name, try inner($0.value, path.isEmpty ? $0.name : "\(path).\($0.name)")) }
        }
    }

    /// The items of an array.
    var list: [MappingCursor] {
        get throws {
            guard case .array(let items) = value else { throw fault(nil, "a list in brackets is expected") }
            return try items.enumerated().map { try inner($1, "\(path)[\($0)]") }
        }
    }

    private func inner(_ value: JSONValue, _ path: String) throws -> MappingCursor {
        try MappingCursor(value, file: file, path: path)
    }

    func optional(_ name: String) throws -> MappingCursor? {
        asked.insert(name)
        return try members.first { $0.0 == name }?.1
    }

    func text() throws -> String {
        guard case .string(let text) = value else { throw fault(nil, "a text in quotes is expected") }
        return text
    }

    func optionalText(_ name: String) throws -> String? { try optional(name)?.text() }

    func text(_ name: String) throws -> String {
        guard let text = try optionalText(name) else { throw fault(name, "this is missing") }
        return text
    }

    /// One text or a list of them.
    func texts(_ name: String) throws -> [String]? {
        guard let cursor = try optional(name) else { return nil }
        if case .string(let text) = cursor.value { return [text] }
        return try cursor.list.map { try $0.text() }
    }

    func flag(_ name: String) throws -> Bool {
        guard let cursor = try optional(name) else { return false }
        guard case .bool(let flag) = cursor.value else { throw cursor.fault(nil, "true or false is expected") }
        return flag
    }

    func items(_ name: String) throws -> [MappingCursor] {
        guard let cursor = try optional(name) else { throw fault(name, "this is missing") }
        let items = try cursor.list
        guard !items.isEmpty else { throw cursor.fault(nil, "the list is empty") }
        return items
    }

    func optionalItems(_ name: String) throws -> [MappingCursor] { try optional(name)?.list ?? [] }

    func oneOf<Choice: RawRepresentable<String>>(_ name: String, _ choices: [Choice]) throws -> Choice {
        let text = try text(name)
        guard let choice = Choice(rawValue: text) else {
            let names = choices.map(\.rawValue).joined(separator: ", ")
            throw fault(name, "`\(text)` is not known", help: "one of \(names)")
        }
        return choice
    }

    func kind(_ name: String) throws -> RecordKind {
        let text = try text(name)
        guard let kind = RecordKind.allCases.first(where: { $0.name == text }) else {
            let names = RecordKind.allCases.map(\.name).joined(separator: ", ")
            throw fault(name, "`\(text)` is not a kind of record", help: "one of \(names)")
        }
        return kind
    }

    func reference(_ name: String) throws -> Mapping.Reference? {
        guard let cursor = try optional(name) else { return nil }
        let reference = Mapping.Reference(kind: try cursor.kind("kind"), key: try cursor.template("key"))
        try cursor.finish()
        return reference
    }

    /// A column's name, or a text with columns in braces.
    func template(_ name: String) throws -> Mapping.Template {
        let text = try text(name)
        guard text.contains("{") else { return Mapping.Template(parts: [.column(text)]) }
        var parts: [Mapping.Template.Part] = []
        var rest = Substring(text)
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw fault(name, "`\(text)` opens a brace and does not close it")
            }
            let column = String(rest[rest.index(after: open)..<close])
            parts.append(column == "#" ? .ordinal : .column(column))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(String(rest))) }
        return Mapping.Template(parts: parts)
    }

    /// Refuses what nobody asked for.
    func finish() throws {
        for (name, cursor) in try members where !asked.contains(name) {
            throw cursor.fault(
                nil,
                "`\(name)` is not understood here",
                help: "one of \(asked.sorted().joined(separator: ", "))"
            )
        }
    }
}
