import Foundation
import PageKit
import Testing
import Vocabulary

@testable import Capabilities

/// Every page, drawn from made-up content, well formed and without what a strict content policy forbids.
///
/// `REEVE_PREVIEW=1 swift test --filter PagePreview` also writes them with their style sheet into `.reeve/preview`.
@Suite struct PagePreviewTests {
    static let frame = PageFrame(
        assets: AssetAddresses { Address("a", "preview", $0) },
        rooms: [
            .init(name: "search", title: "Search", icon: .search, address: Address("search.html")),
            .init(name: "review", title: "Review", icon: .split, address: Address("why.html"), waiting: 12),
        ],
        visitor: .init(
            name: "Priya Nair",
            unit: "Contact, WYP",
            purpose: "welfare check",
            reference: "WYP-20261121-1203",
            changeAddress: Address("purpose.html")
        ),
        searchAddress: Address("search.html")
    )

    static let pages: [(name: String, page: Page)] = [
        ("index", Search.searchPage(SearchFixtures.front)),
        ("search", Search.searchPage(SearchFixtures.results)),
        ("search-nothing", Search.searchPage(SearchFixtures.nothing)),
        ("person", Search.personPage(PageFixtures.person)),
        ("person-bare", Search.personPage(SearchFixtures.barePerson)),
        ("record", Search.recordPage(SearchFixtures.record)),
        ("why", Review.whyPage(SearchFixtures.why)),
        ("review", Review.queuePage(ReviewFixtures.queue(isBlind: false))),
        ("review-blind", Review.queuePage(ReviewFixtures.queue(isBlind: true))),
        ("review-pair", Review.pairPage(ReviewFixtures.pair(isBlind: false))),
        ("review-pair-blind", Review.pairPage(ReviewFixtures.pair(isBlind: true))),
        ("review-done", Review.donePage(Review.Work(), withheld: 2, stamp: ReviewFixtures.stamp)),
        ("about", SearchFixtures.notice.page),
        ("fault", Page(for: SearchFixtures.fault, entry: 8_114_903)),
        ("purpose", SearchFixtures.purposeForm.page(action: Address("purpose.html"))),
        ("purpose-mistake", SearchFixtures.purposeMistakes.page(action: Address("purpose.html"))),
    ]

    @Test(
        "a page has one heading of the first rank and nothing inline that the content policy forbids",
        arguments: pages.map(\.name)
    )
    func isClean(name: String) throws {
        let page = try #require(Self.pages.first { $0.name == name }?.page)
        var frame = Self.frame
        if name.hasPrefix("purpose") { frame.visitor = nil }
        let html = frame.document(page).source
        #expect(html.components(separatedBy: "<h1").count == 2)
        for forbidden in [" style=", " onclick=", "javascript:", "<style", "<script>"] {
            #expect(!html.contains(forbidden), "\(name) holds \(forbidden)")
        }
        let ids = html.components(separatedBy: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(Set(ids).count == ids.count, "\(name) repeats an id")
        write(html, to: name)
    }

    @Test("a name that looks like markup shows as it was written, on every page that holds it")
    func hostileName() {
        let name = "<img src=x onerror=alert(1)>\"'&"
        var view = PageFixtures.person
        view.name = name
        view.facts = [FactLine(name, name, more: name, sources: [SourceLine(force: name, system: name)])]
        let html = Self.frame.document(Search.personPage(view)).source
        #expect(!html.contains("<img"))
        #expect(html.contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"))
    }

    private func write(_ html: String, to name: String) {
        guard ProcessInfo.processInfo.environment["REEVE_PREVIEW"] == "1" else { return }
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../")
        let preview = root.appending(path: ".reeve/preview")
        let assets = preview.appending(path: "a/preview")
        let files = FileManager.default
        do {
            try files.createDirectory(at: assets, withIntermediateDirectories: true)
            try Data(html.utf8).write(to: preview.appending(path: "\(name).html"))
            for folder in ["Sources/Node/Assets", ".reeve/assets"] {
                let folder = root.appending(path: folder)
                for file in (try? files.contentsOfDirectory(atPath: folder.path)) ?? [] where file.contains(".") {
                    let target = assets.appending(path: file)
                    try? files.removeItem(at: target)
                    try? files.copyItem(at: folder.appending(path: file), to: target)
                }
            }
        } catch {
            Issue.record(error)
        }
    }
}
