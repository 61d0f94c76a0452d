import Vocabulary

/// What the rules may speak of: types of entities with their attributes, and actions with their circumstances.
///
/// Written in a subset of Cedar's own schema language, so that other tools read it too:
///
/// ```
/// entity Role;
/// entity Officer in [Role] = { number: String, rank?: String, training: Set<String> };
/// action "search.find" appliesTo { principal: [Officer], resource: [Node], context: { reference: String } };
/// ```
///
/// Left out: namespaces, tags, enumerated entities, extension types, attributes of actions.
package struct PolicySchema: Sendable, Hashable {
    /// A type of entity.
    package struct Entity: Sendable, Hashable {
        /// The types it may be a member of, through any number of steps.
        package var ancestors: Set<String>
        package var attributes: [String: PolicyType.Field]
    }

    /// Something that may be done.
    package struct Action: Sendable, Hashable {
        /// The actions it is a member of, through any number of steps.
        package var ancestors: Set<String>
        package var principals: [String]
        package var resources: [String]
        package var context: [String: PolicyType.Field]
    }

    /// The types of entities by their names.
    package let entities: [String: Entity]
    /// The actions by their identifiers: `search.find`.
    package let actions: [String: Action]

    /// The type that every action has.
    static let actionType = "Action"

    /// Reads a schema.
    ///
    /// - Parameters:
    ///   - text: at most 1 MiB.
    ///   - file: the name for messages.
    /// - Throws: `policy.malformed` naming the line and column.
    package init(parsing text: String, file: String = "schema.cedarschema") throws {
        var reader = try PolicySchemaReader(text, file: file)
        (entities, actions) = try reader.schema()
    }

    /// Whether a member of one type can be in a thing of another.
    func canBe(_ type: String, in group: String) -> Bool {
        type == group || entities[type]?.ancestors.contains(group) == true
    }

    /// Whether one action is another or is in it.
    func isAction(_ action: String, in group: String) -> Bool {
        action == group || actions[action]?.ancestors.contains(group) == true
    }
}

/// Reads the declarations of a schema.
struct PolicySchemaReader {
    private var parser: PolicyParser
    private var types: [String: Declared] = [:]
    private var entities: [String: (parents: [String], attributes: Declared, line: Int)] = [:]
    private var actions: [String: (parents: [String], principals: [String], resources: [String], context: Declared)] =
        [:]

    /// A type as it is written, before names are looked up.
    private indirect enum Declared {
        case name(String, line: Int)
        case set(Declared)
        case record([(name: String, type: Declared, isOptional: Bool)])
    }

    init(_ text: String, file: String) throws { parser = try PolicyParser(text, file: file) }

    mutating func schema() throws -> ([String: PolicySchema.Entity], [String: PolicySchema.Action]) {
        while parser.current != .end { try declaration() }
        var found: [String: PolicySchema.Entity] = [:]
        for (name, entity) in entities {
            for parent in entity.parents where entities[parent] == nil {
                throw fault("the entity `\(parent)` is not declared", line: entity.line)
            }
            guard case .record(let attributes) = try type(entity.attributes, depth: 0) else {
                throw fault("the attributes of `\(name)` are not a record", line: entity.line)
            }
            let parents = entities.mapValues(\.parents)
            found[name] = PolicySchema.Entity(ancestors: Self.closure(of: name, parents), attributes: attributes)
        }
        var acts: [String: PolicySchema.Action] = [:]
        for (name, action) in actions {
            for parent in action.parents where actions[parent] == nil {
                throw fault("the action `\(parent)` is not declared", line: 1)
            }
            for used in action.principals + action.resources where entities[used] == nil {
                throw fault("the action `\(name)` names `\(used)`, which is no entity", line: 1)
            }
            guard case .record(let context) = try type(action.context, depth: 0) else {
                throw fault("the context of `\(name)` is not a record", line: 1)
            }
            acts[name] = PolicySchema.Action(
                ancestors: Self.closure(of: name, actions.mapValues(\.parents)),
                principals: action.principals,
                resources: action.resources,
                context: context
            )
        }
        return (found, acts)
    }

    private mutating func declaration() throws {
        let line = parser.tokens[parser.at].line
        if parser.takeWord("entity") {
            let names = try list { try $0.identifier("the name of an entity") }
            let parents = parser.takeWord("in") ? try bracketed { try $0.typeName() } : []
            _ = parser.take("=")
            let attributes = parser.current == .symbol("{") ? try declared() : .record([])
            for name in names {
                guard entities.updateValue((parents, attributes, line), forKey: name) == nil else {
                    throw parser.fault("the entity `\(name)` is declared twice")
                }
            }
        } else if parser.takeWord("type") {
            let name = try parser.identifier("the name of a type")
            try parser.expect("=")
            guard types.updateValue(try declared(), forKey: name) == nil else {
                throw parser.fault("the type `\(name)` is declared twice")
            }
        } else if parser.takeWord("action") {
            try action()
        } else {
            throw parser.fault("a declaration begins with `entity`, `type` or `action`, not \(parser.found)")
        }
        try parser.expect(";")
    }

    private mutating func action() throws {
        let names = try list { try Self.name(&$0) }
        let parents = parser.takeWord("in") ? try bracketed { try Self.actionName(&$0) } : []
        var principals: [String] = [], resources: [String] = []
        var context = Declared.record([])
        if parser.takeWord("appliesTo") {
            try parser.expect("{")
            while !parser.take("}") {
                let what = try parser.identifier("`principal`, `resource` or `context`")
                try parser.expect(":")
                switch what {
                case "principal": principals = try bracketed { try $0.typeName() }
                case "resource": resources = try bracketed { try $0.typeName() }
                case "context": context = try declared()
                default: throw parser.fault("`\(what)` is not one of principal, resource and context")
                }
                guard parser.take(",") || parser.current == .symbol("}") else {
                    throw parser.fault("`,` or `}` is missing before \(parser.found)")
                }
            }
        }
        for name in names {
            guard actions.updateValue((parents, principals, resources, context), forKey: name) == nil else {
                throw parser.fault("the action `\(name)` is declared twice")
            }
        }
    }

    private static func name(_ parser: inout PolicyParser) throws -> String {
        if case .string = parser.current { return try parser.plainString("an action needs a name") }
        return try parser.identifier("the name of an action")
    }

    private static func actionName(_ parser: inout PolicyParser) throws -> String {
        if case .identifier(PolicySchema.actionType) = parser.current, parser.peek == .symbol("::") {
            parser.at += 2
        }
        return try name(&parser)
    }

    private mutating func declared() throws -> Declared {
        let line = parser.tokens[parser.at].line
        guard parser.take("{") else {
            let name = try parser.typeName()
            guard name == "Set" else { return .name(name, line: line) }
            try parser.expect("<")
            let element = try declared()
            try parser.expect(">")
            return .set(element)
        }
        var fields: [(name: String, type: Declared, isOptional: Bool)] = []
        while !parser.take("}") {
            let name = try Self.name(&parser)
            let isOptional = parser.take("?")
            try parser.expect(":")
            guard !fields.contains(where: { $0.name == name }) else {
                throw parser.fault("the attribute `\(name)` is declared twice")
            }
            fields.append((name, try declared(), isOptional))
            guard parser.take(",") || parser.current == .symbol("}") else {
                throw parser.fault("`,` or `}` is missing before \(parser.found)")
            }
        }
        return .record(fields)
    }

    private func type(_ declared: Declared, depth: Int) throws -> PolicyType {
        switch declared {
        case .set(let element): return .set(try type(element, depth: depth + 1))
        case .record(let fields):
            var known: [String: PolicyType.Field] = [:]
            for field in fields {
                known[field.name] = .init(type: try type(field.type, depth: depth + 1), isOptional: field.isOptional)
            }
            return .record(known)
        case .name(let name, let line):
            guard depth < PolicyParser.depthMax else { throw fault("the type `\(name)` holds itself", line: line) }
            if let common = types[name] { return try type(common, depth: depth + 1) }
            if entities[name] != nil { return .entity(name) }
            switch name {
            case "String": return .string
            case "Long": return .long
            case "Bool", "Boolean": return .bool(nil)
            default: throw fault("the type `\(name)` is not declared", line: line)
            }
        }
    }

    private mutating func list(_ one: (inout PolicyParser) throws -> String) throws -> [String] {
        var names = [try one(&parser)]
        while parser.take(",") { names.append(try one(&parser)) }
        return names
    }

    private mutating func bracketed(_ one: (inout PolicyParser) throws -> String) throws -> [String] {
        guard parser.take("[") else { return [try one(&parser)] }
        guard !parser.take("]") else { return [] }
        let names = try list(one)
        try parser.expect("]")
        return names
    }

    private func fault(_ message: String, line: Int) -> Fault {
        PolicyParser.fault(message, file: parser.file, line: line, column: 1)
    }

    private static func closure(of name: String, _ parents: [String: [String]]) -> Set<String> {
        var seen: Set<String> = []
        var left = parents[name] ?? []
        while let next = left.popLast() {
            if seen.insert(next).inserted { left += parents[next] ?? [] }
        }
        return seen
    }
}
