extension Review.LinkReport {
    /// The report's own style, with the colours of the node's pages: solid violet is inferred, grey speaks against.
    static let style = """
        :root{color-scheme:light;--canvas:#eff2f6;--surface:#fff;--sunk:#f5f7fa;--line:#d5dce5;--control:#6b7785;\
        --ink:#101820;--ink2:#3b4754;--ink3:#505c69;--infer:#5636b8;--warn:#704300;--warn-ground:#fff3d9}
        @media (prefers-color-scheme:dark){:root{color-scheme:dark;--canvas:#0a0f15;--surface:#121a23;--sunk:#0e151d;\
        --line:#263240;--control:#7c8a99;--ink:#e7edf3;--ink2:#b9c5d1;--ink3:#9aa8b6;--infer:#bfaeff;--warn:#ffcf7a;\
        --warn-ground:#2e220c}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--canvas);color:var(--ink);\
        font:400 15.5px/1.45 "Inter",system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;\
        font-variant-numeric:tabular-nums}
        main{max-width:1240px;margin:0 auto;padding:32px 24px;display:grid;gap:16px;\
        grid-template-columns:repeat(2,minmax(0,1fr))}
        header,.wide,.tiles{grid-column:1/-1}
        h1,h2,h3,p,ul,table{margin:0;padding:0}
        h1{font-size:30px;line-height:1.15;letter-spacing:-.022em;overflow-wrap:anywhere}
        h2{font-size:18px;letter-spacing:-.01em}
        h3{font-size:15.5px;margin:16px 0 4px;overflow-wrap:anywhere}
        h3 span{font-weight:400;color:var(--ink3)}
        code{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:.92em;overflow-wrap:anywhere}
        .kicker,.quiet{color:var(--ink3);font-size:14px}
        .lead{color:var(--ink2);max-width:72ch;margin-top:8px}
        .quiet{max-width:80ch;margin:2px 0 12px}
        .note{display:inline-block;background:var(--warn-ground);color:var(--warn);border-radius:8px;\
        padding:6px 12px;margin-top:12px;font-size:14px}
        section,.cards article{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:16px 20px;\
        min-width:0}
        .cards{display:grid;gap:12px;grid-template-columns:repeat(2,minmax(0,1fr))}
        .cards article{background:var(--sunk);padding:4px 16px 12px}
        .cards p{font-size:14px;color:var(--ink2)}
        .tiles{list-style:none;display:grid;gap:12px;grid-template-columns:repeat(auto-fit,minmax(150px,1fr))}
        .tiles li{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:12px 16px}
        section .tiles{margin-bottom:16px}
        section .tiles li{background:var(--sunk)}
        .tiles b{display:block;font-size:22px;letter-spacing:-.015em}
        .tiles span{color:var(--ink3);font-size:12.5px}
        .pair{display:grid;gap:24px;grid-template-columns:minmax(0,1fr) minmax(0,1fr);align-items:start}
        .scroll{overflow-x:auto}
        .scroll:focus-visible{outline:3px solid #ffd23f;box-shadow:0 0 0 5px #101820;border-radius:4px}
        table{border-collapse:collapse;width:100%;font-size:14px}
        th{text-align:left;font-weight:500}
        thead th{color:var(--ink3);font-size:12.5px;font-weight:600;border-bottom:1px solid var(--line);\
        padding:4px 12px 4px 0;vertical-align:bottom}
        td,tbody th{padding:4px 12px 4px 0;vertical-align:top}
        .data td{border-bottom:1px solid var(--line);overflow-wrap:anywhere}
        .num{text-align:right;white-space:nowrap;padding-left:12px}
        thead .num{white-space:normal}
        td.num:last-child,th.num:last-child{padding-right:0}
        .bars .group th{font-weight:700;padding-top:14px;border-bottom:1px solid var(--line)}
        .bars tbody th{width:34%;overflow-wrap:anywhere}
        .bars .drawn{min-width:110px;width:36%}
        .bars svg,.waterfall svg{display:block;width:100%}
        .waterfall svg{height:18px}
        .zero{stroke:var(--control);stroke-opacity:.55}
        rect{fill:var(--control)}
        rect.for,.for rect{fill:var(--infer)}
        rect.total,.total rect{fill:var(--ink2)}
        .waterfall th{width:112px;overflow-wrap:anywhere;font-size:13px}
        .waterfall .drawn{width:26%;min-width:70px}
        .waterfall .num{font-weight:600}
        .waterfall .words{color:var(--ink2);font-size:13px;padding-left:8px;overflow-wrap:anywhere}
        .waterfall .total th,.waterfall .total .num{font-weight:700}
        .plot{display:block;width:100%;max-width:520px;height:auto;overflow:visible}
        .plot text{fill:var(--ink3);font-size:11.5px}
        .plot .axis{fill:var(--ink2);font-size:12.5px}
        .plot .grid{stroke:var(--line)}
        .plot .equal{stroke:var(--control);stroke-dasharray:5 4;stroke-width:1.5}
        .plot .curve{fill:none;stroke:var(--infer);stroke-width:2}
        .plot circle{fill:var(--infer)}
        .vh{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        @media (max-width:800px){main{padding:16px 12px;grid-template-columns:minmax(0,1fr)}\
        .pair,.cards{grid-template-columns:minmax(0,1fr)}section{padding:14px}\
        .tiles{grid-template-columns:repeat(2,minmax(0,1fr))}.cards article{padding:4px 12px 10px}\
        .bars tr{display:flex;flex-wrap:wrap}.bars th:first-child{flex:1 0 100%;padding-bottom:0;width:auto}\
        .bars thead th:first-child{border:0}.bars .drawn,.bars thead th:nth-child(2){flex:1 1 0;min-width:0}\
        .bars .num{flex:0 0 78px;font-size:13px}.data{font-size:13px}.data .num{padding-left:4px}\
        .waterfall tr{display:grid;grid-template-columns:104px minmax(0,1fr) 64px}\
        .waterfall th,.waterfall td{display:block;width:auto;padding:3px 0}\
        .waterfall .words{grid-column:1/-1;padding:0 0 6px}.waterfall .words:empty{display:none}\
        td,tbody th,thead th{padding-right:8px}.num{padding-left:6px}}
        @media print{body{background:#fff}section,.tiles li,article{break-inside:avoid}}
        """
}
