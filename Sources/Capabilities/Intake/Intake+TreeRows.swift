/// The rows found in one outermost element: the element itself and the rows inside it, in the order they began.
///
/// Cells are spans of one stretch of text that the reader owns. Handed out once the outermost element is complete, so
/// that inner rows can take the columns of outer ones wherever those stand.
struct TreeRows {
    private struct Frame {
        var level: Int
        var parent: Int?
        var ordinal: Int
        var firstSpan: Int
        var line: Int
    }

    private var frames: [Frame] = []
    private var spans: [Span] = []
    private var extras: [(frame: Int, extra: Row.Extra)] = []
    /// How many rows of a level the frame has had, to number them: by frame and level.
    private var next = 0
    private let rowSpans = UnsafeScratch<Span>()
    private let rowExtras = UnsafeScratch<Row.Extra>()

    var isEmpty: Bool { frames.isEmpty }

    mutating func removeAll() {
        frames.removeAll(keepingCapacity: true)
        spans.removeAll(keepingCapacity: true)
        extras.removeAll(keepingCapacity: true)
        next = 0
    }

    /// Begins a row of a level inside another; returns its number.
    mutating func begin(_ level: Int, in shape: TreeShape, parent: Int?, line: Int) -> Int {
        let ordinal = 1 + frames.reduce(0) { $0 + ($1.level == level && $1.parent == parent ? 1 : 0) }
        frames.append(Frame(level: level, parent: parent, ordinal: ordinal, firstSpan: spans.count, line: line))
        spans.append(contentsOf: repeatElement(.empty, count: shape.levels[level].columns.count))
        return frames.count - 1
    }

    /// Puts words where a node says: in its column if that is free, else among the extras.
    mutating func put(_ span: Span, node: Int, frame: Int, shape: TreeShape) {
        guard span.count > 0 else { return }
        let column = shape.nodes[node].column
        if column >= 0, spans[frames[frame].firstSpan + column].count == 0 {
            spans[frames[frame].firstSpan + column] = span
        } else {
            extras.append((frame, Row.Extra(name: Int32(shape.extraName(node)), span: span)))
        }
    }

    /// The next row not yet handed out, over `base`.
    mutating func nextRow(_ base: UnsafePointer<UInt8>, shape: TreeShape) -> Row? {
        guard next < frames.count else { return nil }
        let number = next
        next += 1
        let frame = frames[number]
        let level = shape.levels[frame.level]
        for (index, source) in level.inherited.enumerated() {
            var outer = number
            for _ in 0..<source.up { outer = frames[outer].parent ?? outer }
            spans[frame.firstSpan + level.own + index] = spans[frames[outer].firstSpan + source.column]
        }
        rowSpans.replace(with: spans[frame.firstSpan..<frame.firstSpan + level.columns.count])
        rowExtras.replace(with: extras.lazy.filter { $0.frame == number }.map(\.extra))
        return Row(
            base: base,
            spans: rowSpans.pointer,
            count: level.columns.count,
            level: frame.level,
            ordinal: frame.ordinal,
            extras: rowExtras.pointer,
            extraCount: rowExtras.count,
            line: frame.line
        )
    }
}

/// A reusable stretch of plain values at an address that stays put until it is replaced.
final class UnsafeScratch<Element: BitwiseCopyable> {
    // One owner and one thread: the checks of exclusive access would cost the row loop some per cent.
    @exclusivity(unchecked) private(set) var pointer: UnsafeMutablePointer<Element>
    @exclusivity(unchecked) private(set) var count = 0
    private var capacity = 16

    init() { pointer = .allocate(capacity: capacity) }

    deinit { pointer.deallocate() }

    func replace(with elements: some Sequence<Element>) {
        count = 0
        for element in elements { append(element) }
    }

    func append(_ element: Element) {
        if count == capacity {
            let grown = UnsafeMutablePointer<Element>.allocate(capacity: capacity * 2)
            grown.update(from: pointer, count: count)
            pointer.deallocate()
            pointer = grown
            capacity *= 2
        }
        pointer[count] = element
        count += 1
    }

    func removeAll() { count = 0 }
}
