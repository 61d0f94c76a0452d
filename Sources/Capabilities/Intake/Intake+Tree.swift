/// What a mapping looks for in a tree-shaped source (XML, JSON): which elements are rows, and where their columns are.
///
/// A mapping's paths become edges from node to node, so that reading a source needs no dictionary: each name is
/// compared with the few names that may follow. Names the mapping does not know get nodes of their own when first
/// met, and their words are kept as extras. Bounded: at most ``nodesMax`` nodes, whatever the source contains.
final class TreeShape {
    struct Node {
        /// The name of this element within its parent, predicate removed.
        var name: [UInt8]
        /// `type=primary`: this edge is taken only by an element with that attribute.
        var condition: (attribute: String, value: String)?
        /// The path from the row this belongs to, for extras.
        var path: String
        var children: [Int] = []
        /// Where the children were last found: sources name things in the same order again and again.
        var lastChild = 0
        /// The column of its level that this fills, or -1.
        var column = -1
        /// The level of rows that begins here, or -1.
        var level = -1
        /// Its place in `extraNames`, or -1.
        var extra = -1
        /// The object this name was last seen in, to find names given twice.
        var seenIn = 0
    }

    struct Level {
        var parent: Int?
        var name: String
        /// The node its rows begin at.
        var node: Int
        /// Paths of the row's own columns, then of columns taken from the rows around it.
        var columns: [String] = []
        var own = 0
        var inherited: [(up: Int, column: Int)] = []
    }

    static let nodesMax = 4096

    private(set) var nodes = [Node(name: [], path: "")]
    private(set) var levels: [Level] = []
    private(set) var extraNames: [String] = []
    private let separator: Character
    private var objects = 0

    /// Paths are parted by `/` in XML and `.` in JSON.
    init(separator: Character) { self.separator = separator }

    // MARK: - Building

    /// Adds a kind of row at a path from its parent row, or from the root.
    func addLevel(_ path: String, parent: Int?) -> Int {
        let node = makeNode(path, from: parent.map { levels[$0].node } ?? 0)
        nodes[node].level = levels.count
        nodes[node].path = ""
        levels.append(Level(parent: parent, name: path, node: node))
        return levels.count - 1
    }

    /// The columns of a level must be added before its rows' own; `../name` is a column of the row around it.
    func setColumns(_ paths: [String], of level: Int) {
        let own = paths.filter { !$0.hasPrefix("../") }
        let outer = paths.filter { $0.hasPrefix("../") }
        levels[level].columns = own + outer
        levels[level].own = own.count
        for (column, path) in own.enumerated() {
            let node = path == "." ? levels[level].node : makeNode(path, from: levels[level].node)
            nodes[node].column = column
        }
    }

    /// The columns that each level's inner levels take from it.
    func resolveInherited() -> String? {
        for index in levels.indices {
            levels[index].inherited = []
            for path in levels[index].columns.dropFirst(levels[index].own) {
                var rest = Substring(path)
                var up = 0
                var outer = index
                while rest.hasPrefix("../") {
                    guard let parent = levels[outer].parent else { return path }
                    rest = rest.dropFirst(3)
                    up += 1
                    outer = parent
                }
                guard let column = levels[outer].columns[..<levels[outer].own].firstIndex(of: String(rest)) else {
                    return path
                }
                levels[index].inherited.append((up, column))
            }
        }
        return nil
    }

    private func makeNode(_ path: String, from start: Int) -> Int {
        var node = start
        guard !path.isEmpty else { return node }
        for step in path.split(separator: separator) {
            var name = String(step)
            var condition: (attribute: String, value: String)?
            if let bracket = name.firstIndex(of: "["), name.hasSuffix("]") {
                let inside = name[name.index(after: bracket)...].dropLast()
                let sides = inside.split(separator: "=", maxSplits: 1)
                if sides.count == 2 { condition = (String(sides[0]), String(sides[1])) }
                name = String(name[..<bracket])
            }
            let known = nodes[node].children.first {
                nodes[$0].name == Array(name.utf8) && nodes[$0].condition?.attribute == condition?.attribute
                    && nodes[$0].condition?.value == condition?.value
            }
            if let known {
                node = known
            } else {
                let child = append(name, under: node)
                nodes[child].condition = condition
                if condition != nil { nodes[child].path = nodes[child].path.dropLast(name.count) + String(step) }
                // Edges with a condition are tried first.
                if condition != nil {
                    nodes[node].children.removeLast()
                    nodes[node].children.insert(child, at: 0)
                }
                node = child
            }
        }
        return node
    }

    private func append(_ name: String, under parent: Int) -> Int {
        let before = nodes[parent].path
        let path = before.isEmpty ? name : before + String(separator) + name
        nodes.append(Node(name: Array(name.utf8), path: path))
        nodes[parent].children.append(nodes.count - 1)
        return nodes.count - 1
    }

    // MARK: - Reading

    /// A number for one object being read, to find names given twice in it.
    func beginObject() -> Int {
        objects += 1
        return objects
    }

    /// Notes that a name was seen in an object; `false` if it was there already.
    func note(_ node: Int, in object: Int) -> Bool {
        guard nodes[node].seenIn != object else { return false }
        nodes[node].seenIn = object
        return true
    }

    /// The child of a node by name, made if there is none; `nil` when the source has too many names.
    func child(
        of node: Int,
        named name: UnsafeBufferPointer<UInt8>,
        attributes: [String: String] = [:]
    ) -> Int? {
        let count = nodes[node].children.count
        var index = nodes[node].lastChild
        for _ in 0..<count {
            index += 1
            if index >= count { index = 0 }
            let child = nodes[node].children[index]
            guard nodes[child].condition == nil, nodes[child].name.count == name.count,
                nodes[child].name.elementsEqual(name)
            else { continue }
            if !attributes.isEmpty, let special = conditional(node, name, attributes) { return special }
            nodes[node].lastChild = index
            return child
        }
        if let special = conditional(node, name, attributes) { return special }
        guard nodes.count < Self.nodesMax else { return nil }
        return append(String(decoding: name, as: UTF8.self), under: node)
    }

    private func conditional(
        _ node: Int,
        _ name: UnsafeBufferPointer<UInt8>,
        _ attributes: [String: String]
    ) -> Int? {
        nodes[node].children.first { child in
            guard let condition = nodes[child].condition else { return false }
            return attributes[condition.attribute] == condition.value && nodes[child].name.elementsEqual(name)
        }
    }

    /// The place of a node's path among the names of extras.
    func extraName(_ node: Int) -> Int {
        if nodes[node].extra < 0 {
            nodes[node].extra = extraNames.count
            extraNames.append(nodes[node].path.isEmpty ? "." : nodes[node].path)
        }
        return nodes[node].extra
    }
}
