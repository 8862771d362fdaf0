"""Gradio's theme: no fonts or styles from elsewhere; the tokens themselves are in static/style.css."""

import gradio as gr

SANS = ("PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "system-ui", "sans-serif")


def make_theme() -> gr.themes.Base:
    return gr.themes.Base(font=SANS, font_mono=("ui-monospace", "monospace")).set(
        body_background_fill="#FBFAF7",
        body_background_fill_dark="#16181B",
        body_text_color="#1F2328",
        body_text_color_dark="#ECE9E2",
    )
