import Dispatch
import Foundation
import FoundationXML
import Synchronization
import Vocabulary

/// One thing Foundation's parser found.
enum XMLEvent: Sendable {
    case start(name: String, attributes: [String: String], line: Int)
    case text(String)
    case end
}

/// Runs Foundation's parser, which calls back, on a thread of its own, so that a reader can ask for what comes next.
///
/// Events cross in batches through a queue of two places; the parser waits when it is full, so memory is bounded
/// whatever the file's size.
final class XMLEvents: Sendable {
    private struct State {
        var batches: [[XMLEvent]] = []
        var ending: Result<Void, any Error>?
        var consumed: UInt64 = 0
        var cancelled = false
    }

    private let state = Mutex(State())
    private let places = DispatchSemaphore(value: 2)
    private let filled = DispatchSemaphore(value: 0)

    var consumed: UInt64 { state.withLock { $0.consumed } }

    /// Starts the thread; `open` makes the source there.
    func start(name: String, encoding: TextEncoding?, open: @escaping @Sendable () throws -> any ByteSource) {
        let thread = Thread { [self] in
            let ending = Result { try self.parse(name: name, encoding: encoding, open: open) }
            state.withLock { $0.ending = ending }
            filled.signal()
        }
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// The next events; `nil` at the end of the document.
    func next() throws -> [XMLEvent]? {
        filled.wait()
        let (batch, ending) = state.withLock { state -> ([XMLEvent]?, Result<Void, any Error>?) in
            state.batches.isEmpty ? (nil, state.ending) : (state.batches.removeFirst(), nil)
        }
        if let batch {
            places.signal()
            return batch
        }
        // The ending stays where it is, for whoever asks again.
        filled.signal()
        try ending?.get()
        return nil
    }

    /// Lets the parser stop at its next batch.
    func cancel() {
        state.withLock { $0.cancelled = true }
        places.signal()
    }

    /// Hands over a batch, waiting for a place; `false` once nobody wants more.
    fileprivate func send(_ batch: [XMLEvent], consumed: UInt64) -> Bool {
        places.wait()
        let goesOn = state.withLock { state in
            state.consumed = consumed
            guard !state.cancelled else { return false }
            state.batches.append(batch)
            return true
        }
        if goesOn { filled.signal() }
        return goesOn
    }

    private func parse(name: String, encoding: TextEncoding?, open: () throws -> any ByteSource) throws {
        let feed = try XMLFeed(try open(), name: name, encoding: encoding)
        let parser = XMLParser(stream: feed)
        parser.shouldProcessNamespaces = false
        parser.shouldResolveExternalEntities = false
        let delegate = XMLCollector(self, feed: feed, name: name)
        parser.delegate = delegate
        let worked = parser.parse()
        parser.delegate = nil
        if let fault = feed.fault ?? delegate.fault {
            delegate.flush()
            throw fault
        }
        if state.withLock({ $0.cancelled }) { return }
        delegate.flush()
        // The parser does not always mind a file that ends before its elements do.
        guard worked, delegate.isWhole else {
            throw Fault(
                .xmlBroken,
                "`\(name)` line \(parser.lineNumber) is not well-formed XML",
                help: "the file may be cut short; everything before this element has been kept",
                cause: parser.parserError
            )
        }
    }
}

/// Gathers what the parser calls back with.
private final class XMLCollector: NSObject, XMLParserDelegate {
    private let events: XMLEvents
    private let feed: XMLFeed
    private let name: String
    private var batch: [XMLEvent] = []
    private var bytes = 0
    private var depth = 0
    private var sawElement = false
    private(set) var fault: Fault?

    /// Whether the document element has been opened and closed.
    var isWhole: Bool { sawElement && depth == 0 }

    private static let depthMax = 128
    private static let batchEvents = 4096
    private static let batchBytes = 1 << 20

    init(_ events: XMLEvents, feed: XMLFeed, name: String) {
        self.events = events
        self.feed = feed
        self.name = name
    }

    func flush() {
        guard !batch.isEmpty else { return }
        _ = events.send(batch, consumed: feed.consumed)
        batch = []
    }

    private func add(_ event: XMLEvent, bytes more: Int, _ parser: XMLParser) {
        batch.append(event)
        bytes += more
        guard batch.count >= Self.batchEvents || bytes >= Self.batchBytes else { return }
        bytes = 0
        if !events.send(batch, consumed: feed.consumed) { parser.abortParsing() }
        batch.removeAll(keepingCapacity: true)
    }

    func parser(
        _ parser: XMLParser,
        didStartElement element: String,
        namespaceURI: String?,
        qualifiedName: String?,
        attributes: [String: String]
    ) {
        depth += 1
        sawElement = true
        if depth > Self.depthMax, fault == nil {
            fault = Fault(
                .xmlTooDeep,
                "`\(name)` line \(parser.lineNumber) is nested more than \(Self.depthMax) deep",
                help: "no records system writes this; look at the file"
            )
            parser.abortParsing()
            return
        }
        let size = attributes.reduce(element.utf8.count) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        add(.start(name: element, attributes: attributes, line: parser.lineNumber), bytes: size, parser)
    }

    func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {
        depth -= 1
        add(.end, bytes: 0, parser)
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        add(.text(text), bytes: text.utf8.count, parser)
    }

    func parser(_ parser: XMLParser, foundCDATA data: Data) {
        add(.text(String(decoding: data, as: UTF8.self)), bytes: data.count, parser)
    }
}
