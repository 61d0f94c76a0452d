import Foundation
import Ledger
import Linkage
import PageKit

extension Review {
    /// `report.html`: one joining of files in figures and pictures, in one file that asks nothing of any other.
    struct LinkReport {
        var joined: LinkFiles
        var levels: [LevelWeight]
        /// Pairs nearest to the line between joining and not joining.
        var nearest: [PairExplanation]
        /// How many pairs stand in `review-sample.csv`.
        var sample: Int

        /// The page; it has no script, and its policy lets nothing in but its own style.
        var document: HTML {
            let style = HTML(stringLiteral: Self.style)
            let policy = "default-src 'none'; style-src 'sha256-\(Digest.sha256(Self.style).base64)'"
            let name = joined.files.map { URL(filePath: $0).lastPathComponent }.joined(separator: ", ")
            return """
                <!DOCTYPE html>
                <html lang="en-GB"><head><meta charset="utf-8">\
                <meta http-equiv="Content-Security-Policy"\(HTML.attribute("content", policy))>\
                <meta name="viewport" content="width=device-width, initial-scale=1">\
                <title>Joining of \(name)</title><style>\(style)</style></head><body><main>
                <header><p class="kicker">Joining of files</p><h1>\(name)</h1><p class="lead">\(sentence)</p>\
                <p class="note">This page shows values of some records. Handle it as you handle the file.</p></header>
                \(tiles)\(quality)\(weights)\(shares)\(scores)\(sizes)\(blocking)\(roles)\(pairs)\(judging)
                </main></body></html>

                """
        }

        private var sentence: String {
            var text =
                "\(Phrase.number(joined.records)) records are held to be \(Phrase.count(joined.people, "person", "people")). "
                + "Weights \(joined.weights)."
            if joined.rounds > 0 {
                text += " The estimate took \(Phrase.count(joined.rounds, "round")) and "
                text += joined.converged ? "settled in every part." : "did not settle in every part: check the weights."
            }
            if joined.judged > 0 {
                text += " \(Phrase.count(joined.judged, "judged pair")) stood above the weights"
                text += joined.contradictions > 0 ? "; \(joined.contradictions) contradict others." : "."
            }
            return text
        }

        private var tiles: HTML {
            let several = joined.clusters.count { $0.count > 1 }
            var tiles = [
                (Phrase.number(joined.records), "records"), (Phrase.number(joined.people), "people"),
                (Phrase.number(several), "people of more than one record"),
                (Phrase.number(joined.compared), "pairs compared"), (Phrase.number(joined.pairs), "pairs worth a look"),
                (Self.figure(joined.joinProbability, 3), "probability from which pairs are joined"),
            ]
            if joined.joinsRefused > 0 {
                tiles.append(
                    (Phrase.number(joined.joinsRefused), "joins refused, because the group speaks against them")
                )
            }
            let items = tiles.map { "<li><b>\($0.0)</b><span>\($0.1)</span></li>" as HTML }
            return "<ul class=\"tiles\">\(items)</ul>\n"
        }

        static func section(_ title: String, _ words: HTML, _ body: HTML, wide: Bool = true) -> HTML {
            """
            <section\(wide ? " class=\"wide\"" : "" as HTML)><h2>\(title)</h2><p class="quiet">\(words)</p>
            \(body)</section>

            """
        }

        /// A figure with some places behind the point, rounded.
        static func figure(_ value: Double, _ places: Int) -> String { String(format: "%.\(places)f", value) }

        /// A share, small ones as one in so many.
        static func share(_ value: Double) -> String {
            if value >= 0.0095 { return figure(value * 100, 1) + "%" }
            return value <= 0 ? "0" : "1 in " + Phrase.number(Int(min((1 / value).rounded(), 1e15)))
        }
    }
}
