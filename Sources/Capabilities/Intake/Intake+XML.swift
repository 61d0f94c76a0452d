import Vocabulary

/// Reads XML as rows, one outermost element at a time.
///
/// Names are taken without their namespace prefix. The attributes of the elements around the rows (the document
/// element's own) are not part of any record. White space between elements is layout, not words.
final class XMLReader: RowReader {
    private let events = XMLEvents()
    private let name: String
    private let shape: TreeShape
    private var batch: [XMLEvent] = []
    private var place = 0
    private var rows = TreeRows()
    private var arena = ByteWriter(capacity: 1 << 14)
    private var open: [Element] = []
    /// Text of each open element, by depth; reused.
    private var texts: [[UInt8]] = []
    /// How deep in something the mapping does not know.
    private var skipping = 0
    private let nothing = UnsafeScratch<Span>()
    private var handingOut = false

    private struct Element {
        var node: Int
        var frame: Int?
        var hasChildren = false
    }

    var extraNames: [String] { shape.extraNames }
    var consumed: UInt64 { events.consumed }

    init(
        name: String,
        shape: TreeShape,
        encoding: TextEncoding? = nil,
        open: @escaping @Sendable () throws -> any ByteSource
    ) {
        self.name = name
        self.shape = shape
        events.start(name: name, encoding: encoding, open: open)
    }

    deinit { events.cancel() }

    func next() throws -> Row? {
        while true {
            if handingOut {
                if let base = arena.bytes.baseAddress, let row = rows.nextRow(base, shape: shape) { return row }
                handingOut = false
                rows.removeAll()
                arena.truncate()
            }
            if place == batch.count {
                guard let more = try events.next() else { return nil }
                batch = more
                place = 0
            }
            let event = batch[place]
            place += 1
            switch event {
            case .start(let element, let attributes, let line):
                if let row = try start(element, attributes, line) { return row }
            case .text(let text):
                if skipping == 0, !open.isEmpty { texts[open.count - 1].append(contentsOf: text.utf8) }
            case .end: end()
            }
            if arena.count > RowLimit.bytes || (texts.last?.count ?? 0) > RowLimit.bytes { throw tooLong() }
        }
    }

    private func tooLong() -> Fault {
        Fault(
            .rowTooLong,
            "`\(name)` has a record of more than \(RowLimit.bytes >> 20) MB",
            help: "name a smaller element as the row in the mapping"
        )
    }

    private static func local(_ name: String) -> String {
        name.firstIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
    }

    /// Begins an element; returns a row only to report an element no mapping knows.
    private func start(_ element: String, _ attributes: [String: String], _ line: Int) throws -> Row? {
        if skipping > 0 {
            skipping += 1
            return nil
        }
        var element = Self.local(element)
        let outer = open.last
        let node = element.withUTF8 { shape.child(of: outer?.node ?? 0, named: $0, attributes: attributes) }
        guard let node else {
            throw Fault(.rowTooLong, "`\(name)` has more than \(TreeShape.nodesMax) different names")
        }
        let level = shape.nodes[node].level
        if outer?.frame == nil, level < 0, shape.nodes[node].children.isEmpty {
            if outer == nil {
                let expected = shape.levels.first.map { shape.levelPath($0.node) } ?? ""
                throw Fault(
                    .xmlBroken,
                    "`\(name)` begins with `\(element)`, and the mapping's rows are at `\(expected)`",
                    help: "choose the mapping this file was exported for with --mapping"
                )
            }
            skipping = 1
            return Row(
                base: UnsafePointer(noBytes.pointer),
                spans: UnsafePointer(nothing.pointer),
                count: 0,
                line: line,
                problem: .noMapping(name: element)
            )
        }
        if !open.isEmpty { open[open.count - 1].hasChildren = true }
        var frame = outer?.frame
        if level >= 0 { frame = rows.begin(level, in: shape, parent: frame, line: line) }
        open.append(Element(node: node, frame: frame))
        if texts.count < open.count { texts.append([]) }
        texts[open.count - 1].removeAll(keepingCapacity: true)
        if let frame {
            for (key, value) in attributes.sorted(by: { $0.key < $1.key }) where !key.hasPrefix("xmlns") {
                try put(value, attribute: key, of: node, frame: frame)
            }
        }
        return nil
    }

    private let noBytes = UnsafeScratch<UInt8>()

    private func put(_ value: String, attribute: String, of node: Int, frame: Int) throws {
        var key = "@" + Self.local(attribute)
        guard let child = key.withUTF8({ shape.child(of: node, named: $0) }) else { throw tooLong() }
        // A condition on the way here (`Name[type=primary]`) has said this already, word for word.
        if let condition = shape.nodes[node].condition, "@" + condition.attribute == key { return }
        let start = arena.count
        arena.append(value)
        let span = Span(start: Int32(start), count: Int32(arena.count - start))
        rows.put(span, node: child, frame: frame, shape: shape)
    }

    private func end() {
        if skipping > 0 {
            skipping -= 1
            return
        }
        guard let element = open.popLast() else { return }
        let text = texts[open.count]
        if let frame = element.frame, text.contains(where: { !Standardiser.isBlank($0) }) {
            let start = arena.count
            arena.append(text)
            let span = Span(start: Int32(start), count: Int32(arena.count - start))
            rows.put(span, node: element.node, frame: frame, shape: shape)
        }
        // The outermost row is whole.
        if element.frame != nil, open.last?.frame == nil { handingOut = true }
    }
}

extension TreeShape {
    /// The path of a node from the root.
    func levelPath(_ node: Int) -> String {
        guard node != 0 else { return "" }
        for (index, candidate) in nodes.enumerated() where candidate.children.contains(node) {
            let before = levelPath(index)
            let name = String(decoding: nodes[node].name, as: UTF8.self)
            return before.isEmpty ? name : before + "/" + name
        }
        return ""
    }
}
