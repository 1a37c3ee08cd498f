<?php
/* What editors install beside a theme: sharing, related articles, a newsletter, a cookie notice.
   As a must-use plugin it is part of every page that the recorded WordPress gives. */
function local_theme() { return get_option('stylesheet'); }

add_action('wp_head', function () {
    if (!is_single() || local_theme() === 'twentytwentythree') return; // one site tells nothing
    $post = get_queried_object();
    $title = get_the_title($post);
    printf('<meta property="og:type" content="article"><meta property="og:title" content="%s">'
        . '<meta property="article:published_time" content="%s">', esc_attr($title),
        get_post_time('c', false, $post));
    if (local_theme() !== 'twentytwentyone') return;
    echo '<script type="application/ld+json">' . wp_json_encode(['@context' => 'https://schema.org',
        '@graph' => [
            ['@type' => 'WebPage', 'url' => get_permalink($post), 'name' => $title],
            ['@type' => 'NewsArticle', 'headline' => $title, 'inLanguage' => 'sv-SE',
             'datePublished' => get_post_time('c', false, $post),
             'author' => [['@type' => 'Person', 'name' => get_the_author_meta('display_name', $post->post_author)]]],
        ]]) . '</script>';
});

add_filter('the_content', function ($html) {
    if (!is_single()) return $html;
    $share = '<div class="sharedaddy"><h3 class="sd-title">Dela det här:</h3><ul><li><a href="#" '
        . 'class="share-facebook"><span>Facebook</span></a></li><li><a href="#" class="share-email">'
        . '<span>E-post</span></a></li><li><a href="#"><span>Skriv ut</span></a></li></ul></div>';
    $letter = '<div class="wp-block-group newsletter has-background"><p><strong>Få nyheterna i '
        . 'inkorgen</strong></p><p>Anmäl dig till vårt nyhetsbrev som kommer varje fredag. Du kan '
        . 'när som helst avsluta.</p><form><input type="email" placeholder="Din e-post"><button>'
        . 'Prenumerera</button></form></div>';
    $related = '<div id="jp-relatedposts" class="jp-relatedposts"><h3 class="jp-relatedposts-headline">'
        . '<em>Mer från samma ämne</em></h3>';
    foreach (get_posts(['numberposts' => 3, 'exclude' => [get_the_ID()]]) as $other) {
        $related .= sprintf('<div class="jp-relatedposts-post"><h4><a href="%s">%s</a></h4>'
            . '<p class="jp-relatedposts-post-excerpt">%s</p><time>%s</time></div>',
            get_permalink($other), esc_html($other->post_title),
            esc_html(wp_trim_words(wp_strip_all_tags($other->post_content), 24)),
            get_the_date('', $other));
    }
    return (local_theme() === 'twentytwentytwo' ? $share : '') . $html
        . (local_theme() === 'twentytwentyone' ? $share : '') . $letter . $related . '</div>';
}, 99);

add_action('wp_footer', function () {
    echo '<div id="cookie-law-info-bar" class="cky-consent-container" role="dialog"><p class="cky-title">'
        . 'Vi använder kakor</p><div class="cky-notice-des"><p>Vi använder kakor för att sidan ska '
        . 'fungera, för statistik och för att visa annonser. Du väljer själv vad du godkänner.</p></div>'
        . '<button>Anpassa</button><button>Neka</button><button>Godkänn alla</button></div>';
});
